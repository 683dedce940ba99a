import { isEmail } from './email.ts';

const CHARACTER_SET = /^\[((?:\\[^\p{L}\p{N}]|[\p{L}\p{N}]-[\p{L}\p{N}]|[\p{L}\p{N}-])+)\]\+$/u;
const SET_MEMBER = /\\(.)|([\p{L}\p{N}])-([\p{L}\p{N}])|(.)/gsu;

/** What a login must look like: an email address, anything, or characters of a set only (import-semantics 1.4). */
export type LoginRule =
  | { readonly kind: 'email' }
  | { readonly kind: 'any' }
  | { readonly kind: 'characters'; readonly expression: RegExp };

/**
 * Reads the `pattern` of the login attribute: none is an email address, `.+` is anything, `[…]+` a set of letters, digits,
 * ranges of them, the hyphen, and other characters behind a backslash. `undefined`: none of the three.
 */
export function readLoginRule(pattern: string | undefined): LoginRule | undefined {
  if (pattern === undefined) return { kind: 'email' };
  if (pattern === '.+') return { kind: 'any' };
  const members = CHARACTER_SET.exec(pattern)?.[1];
  if (members === undefined) return undefined;
  const parts: string[] = [];
  for (const [, escaped, from, to, single] of members.matchAll(SET_MEMBER)) {
    if (from !== undefined && to !== undefined) {
      if (codeOf(from) > codeOf(to)) return undefined;
      parts.push(`${classMember(from)}-${classMember(to)}`);
    } else {
      parts.push(classMember(escaped ?? single ?? ''));
    }
  }
  return { kind: 'characters', expression: new RegExp(`^[${parts.join('')}]+$`, 'u') };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function classMember(character: string): string {
  return `\\u{${codeOf(character).toString(16)}}`;
}

/** Whether the login follows the rule. */
export function followsLoginRule(rule: LoginRule, login: string): boolean {
  switch (rule.kind) {
    case 'email':
      return isEmail(login);
    case 'any':
      return login !== '';
    case 'characters':
      return rule.expression.test(login);
  }
}
