import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';

/** The first e-mail address in a text; empty without one. */
export const stringEmail: KernelFunction = {
  name: 'string:email',
  title: 'Find Email',
  run: ({ inputs }) => ({ email: firstAddress(toText(namedInput(inputs, 'string', 'text'))) }),
  examples: [
    {
      title: 'the first of two',
      inputs: { string: 'You can reach me at fred@example.com or support@example.com' },
      outputs: { email: 'fred@example.com' },
    },
    { title: 'none', inputs: { string: 'none here' }, outputs: { email: '' } },
    {
      title: 'in brackets',
      inputs: { string: 'Ann <ann.b+c@mail.example.org>.' },
      outputs: { email: 'ann.b+c@mail.example.org' },
    },
    { title: 'the end of a sentence', inputs: { string: 'Write to a@b.co.' }, outputs: { email: 'a@b.co' } },
    { title: 'what only looks like one', inputs: { string: '@home a@ b@c me@host' }, outputs: { email: '' } },
    {
      title: 'in quotes',
      inputs: { string: "email='o'brien@example.com'" },
      outputs: { email: "o'brien@example.com" },
    },
    { title: 'no text', inputs: { string: null }, outputs: { email: '' } },
  ],
};

/** Goes from one `@` to the next, so that a long text takes no longer than reading it. */
function firstAddress(text: string): string {
  let after = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > after && LOCAL.test(text.charAt(start - 1))) start--;
    while (start < at && (text[start] === '.' || text[start] === "'")) start++;
    const domain = domainAt(text, at + 1);
    if (start < at && domain !== null) return text.slice(start, at + 1) + domain;
    after = at + 1;
  }
  return '';
}

/** Names with dots between them, the last of two letters or more; null when there is no such thing. */
function domainAt(text: string, from: number): string | null {
  let end = from;
  while (end < text.length && end - from <= LONGEST_DOMAIN && DOMAIN.test(text.charAt(end))) end++;
  const labels = text.slice(from, end).split('.');
  while (labels.length > 1 && !TOP.test(labels.at(-1) ?? '')) labels.pop();
  const isDomain = labels.length > 1 && labels.every((label) => LABEL.test(label));
  return isDomain ? labels.join('.') : null;
}

const LONGEST_DOMAIN = 253;
/** Signs that names have in practice: others, such as `=`, more often stand before an address than in one. */
const LOCAL = /[\p{L}\p{N}._%+'-]/u;
const DOMAIN = /[\p{L}\p{N}.-]/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u;
const TOP = /^\p{L}{2,}$/u;
