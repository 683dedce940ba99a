import { asInteger, asText, asTextOrEmpty } from '../evaluate/convert.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import type { Value } from '../value.ts';
import type { FunctionDefinition, Parameter } from './definition.ts';

const text = (name: string): Parameter => ({ name, type: 'text' });

/** `String.*` (import-semantics 6.3). A null text gives null where nothing else is said. */
export const STRING_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'String.append',
    parameters: [text('s'), text('suffix')],
    returns: 'text',
    doc: '`s` followed by `suffix`; null counts as "".',
    run: (evaluation, s, suffix) => {
      const left = asTextOrEmpty(evaluation, s);
      const right = asTextOrEmpty(evaluation, suffix);
      evaluation.makeText(left.length + right.length);
      return left + right;
    },
  },
  {
    name: 'String.join',
    parameters: [text('separator'), text('s')],
    repeats: 1,
    returns: 'text',
    doc: 'The texts with the separator between them; null ones are left out.',
    run: (evaluation, separator, ...pieces) => join(evaluation, separator, pieces),
  },
  {
    name: 'String.len',
    parameters: [text('s')],
    returns: 'integer',
    doc: 'The number of characters (UTF-16 units); 0 for null.',
    run: (evaluation, s) => asTextOrEmpty(evaluation, s).length,
  },
  {
    name: 'String.removeSpaces',
    parameters: [text('s')],
    returns: 'text',
    doc: '`s` without its spaces (U+0020 only).',
    run: (evaluation, s) => replaceAll(evaluation, asText(evaluation, s), ' ', ''),
  },
  {
    name: 'String.replace',
    parameters: [text('s'), text('match'), text('replacement')],
    returns: 'text',
    doc: '`s` with every occurrence of the literal text `match` replaced.',
    run: (evaluation, s, match, replacement) => {
      const subject = asText(evaluation, s);
      return replaceAll(evaluation, subject, asTextOrEmpty(evaluation, match), asTextOrEmpty(evaluation, replacement));
    },
  },
  {
    name: 'String.replaceFirst',
    parameters: [text('s'), text('match'), text('replacement')],
    returns: 'text',
    doc: '`s` with the first occurrence of the literal text `match` replaced.',
    run: (evaluation, s, match, replacement) => {
      const subject = asText(evaluation, s);
      const searched = asTextOrEmpty(evaluation, match);
      const inserted = asTextOrEmpty(evaluation, replacement);
      if (subject === null || searched === '') return subject;
      const at = find(evaluation, subject, searched);
      if (at === -1) return subject;
      evaluation.makeText(subject.length + inserted.length);
      return subject.slice(0, at) + inserted + subject.slice(at + searched.length);
    },
  },
  {
    name: 'String.startsWith',
    parameters: [text('s'), text('prefix')],
    returns: 'boolean',
    doc: 'Whether `s` starts with `prefix`, case-sensitive; false for null.',
    run: (evaluation, s, prefix) => {
      const subject = asText(evaluation, s);
      const start = asText(evaluation, prefix);
      if (subject === null || start === null) return false;
      evaluation.work(start.length);
      return subject.startsWith(start);
    },
  },
  {
    name: 'String.stringContains',
    parameters: [text('s'), text('searched')],
    returns: 'boolean',
    doc: 'Whether `searched` occurs in `s`, case-sensitive; false for null.',
    run: (evaluation, s, searched) => contains(evaluation, asText(evaluation, s), asText(evaluation, searched)),
  },
  {
    name: 'String.stringSwitch',
    parameters: [text('s'), { name: 'default', type: 'any' }, text('key'), { name: 'value', type: 'any' }],
    repeats: 2,
    returns: 'any',
    doc: 'The value of the first pair, in the order given, whose key occurs in `s`; otherwise `default`.',
    run: (evaluation, s, otherwise, ...pairs) => {
      const subject = asText(evaluation, s);
      for (let index = 0; index < pairs.length; index += 2) {
        if (contains(evaluation, subject, asText(evaluation, pairs[index] ?? null))) return pairs[index + 1] ?? null;
      }
      return otherwise;
    },
  },
  {
    name: 'String.substring',
    parameters: [text('s'), { name: 'from', type: 'integer' }, { name: 'to', type: 'integer' }],
    returns: 'text',
    doc: 'The characters from `from` (counted from 0) up to but not including `to`; outside of `s` is an error.',
    run: (evaluation, s, from, to) => substring(evaluation, asText(evaluation, s), from, to),
  },
  {
    name: 'String.substringAfter',
    parameters: [text('s'), text('searched')],
    returns: 'text',
    doc: 'What follows the first `searched` in `s`; "" where it does not occur.',
    run: (evaluation, s, searched) => {
      const subject = asText(evaluation, s);
      const separator = asText(evaluation, searched);
      if (subject === null) return null;
      const at = separator === null ? -1 : find(evaluation, subject, separator);
      if (separator === null || at === -1) return '';
      evaluation.makeText(subject.length);
      return subject.slice(at + separator.length);
    },
  },
  {
    name: 'String.substringBefore',
    parameters: [text('s'), text('searched')],
    returns: 'text',
    doc: 'What precedes the first `searched` in `s`; the whole `s` where it does not occur.',
    run: (evaluation, s, searched) => {
      const subject = asText(evaluation, s);
      const separator = asText(evaluation, searched);
      if (subject === null || separator === null) return subject;
      const at = find(evaluation, subject, separator);
      if (at === -1) return subject;
      evaluation.makeText(at);
      return subject.slice(0, at);
    },
  },
  {
    name: 'String.toUpperCase',
    parameters: [text('s')],
    returns: 'text',
    doc: '`s` in capitals, whatever the locale.',
    run: (evaluation, s) => changeCase(evaluation, asText(evaluation, s), 'toUpperCase'),
  },
  {
    name: 'String.toLowerCase',
    parameters: [text('s')],
    returns: 'text',
    doc: '`s` in small letters, whatever the locale.',
    run: (evaluation, s) => changeCase(evaluation, asText(evaluation, s), 'toLowerCase'),
  },
];

/** Position of the first occurrence; a search may compare every pair of characters, so that is what it costs. */
function find(evaluation: Evaluation, subject: string, searched: string): number {
  evaluation.work(subject.length * Math.max(1, searched.length));
  return subject.indexOf(searched);
}

function contains(evaluation: Evaluation, subject: string | null, searched: string | null): boolean {
  return subject !== null && searched !== null && find(evaluation, subject, searched) !== -1;
}

function join(evaluation: Evaluation, separator: Value, pieces: readonly Value[]): string {
  const texts = pieces.map((piece) => asText(evaluation, piece)).filter((piece) => piece !== null);
  const glue = asTextOrEmpty(evaluation, separator);
  evaluation.makeText(texts.reduce((sum, piece) => sum + piece.length + glue.length, 0));
  return texts.join(glue);
}

function replaceAll(evaluation: Evaluation, subject: string | null, match: string, replacement: string): string | null {
  if (subject === null || match === '') return subject;
  evaluation.work(subject.length * match.length);
  let count = 0;
  for (let at = subject.indexOf(match); at !== -1; at = subject.indexOf(match, at + match.length)) count += 1;
  if (count === 0) return subject;
  evaluation.makeText(subject.length + count * (replacement.length - match.length));
  evaluation.makeList(count);
  return subject.split(match).join(replacement);
}

function substring(evaluation: Evaluation, subject: string | null, from: Value, to: Value): string | null {
  const start = asInteger(evaluation, from);
  const end = asInteger(evaluation, to);
  if (subject === null) return null;
  if (start < 0 || end < start || end > subject.length) {
    const message =
      `${evaluation.callee} was asked for the characters from ${start} to ${end} of a text of ${subject.length}. ` +
      'Test String.len first.';
    throw evaluation.fail('out_of_range', message);
  }
  evaluation.makeText(end - start);
  return subject.slice(start, end);
}

/** A letter may become up to three, as ß becomes SS. */
function changeCase(
  evaluation: Evaluation,
  subject: string | null,
  method: 'toUpperCase' | 'toLowerCase',
): string | null {
  if (subject === null) return null;
  evaluation.work(subject.length);
  evaluation.makeText(subject.length * 3);
  return subject[method]();
}
