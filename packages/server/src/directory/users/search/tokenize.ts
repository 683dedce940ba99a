import { invalidSearch } from './invalid-search.ts';

/** A token and where it begins, from 1. Words are attributes, operators, keywords, `true`, `false` and `null`. */
export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly value: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'open' | 'close' | 'end'; readonly at: number };

const LONGEST_FILTER = 4_000;

const TOKEN =
  /(?<blank>\s+)|(?<open>\()|(?<close>\))|(?<string>"(?:[^"\\]|\\.)*")|(?<number>-?\d[\w.+-]*)|(?<word>[A-Za-z_$][\w.$:-]*)/sy;

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Splits a filter into tokens, the last of which is `end`. Throws `invalidSearch` naming the place. */
export function tokenize(text: string): readonly Token[] {
  if (text.length > LONGEST_FILTER) {
    throw invalidSearch(LONGEST_FILTER + 1, `the expression is longer than ${LONGEST_FILTER} characters`);
  }
  const tokens: Token[] = [];
  const expression = new RegExp(TOKEN);
  let index = 0;
  while (index < text.length) {
    expression.lastIndex = index;
    const match = expression.exec(text);
    if (match === null) throw unreadable(text, index);
    const token = readToken(match.groups ?? {}, index + 1);
    if (token !== undefined) tokens.push(token);
    index = expression.lastIndex;
  }
  tokens.push({ kind: 'end', at: text.length + 1 });
  return tokens;
}

function readToken(groups: Readonly<Record<string, string | undefined>>, at: number): Token | undefined {
  const { open, close, string, number, word } = groups;
  if (word !== undefined) return { kind: 'word', text: word, at };
  if (string !== undefined) return { kind: 'string', value: readString(string, at), at };
  if (number !== undefined) return { kind: 'number', value: readNumber(number, at), at };
  if (open !== undefined) return { kind: 'open', at };
  return close === undefined ? undefined : { kind: 'close', at };
}

function readString(quoted: string, at: number): string {
  let value: unknown;
  try {
    value = JSON.parse(quoted);
  } catch {
    throw invalidSearch(at, 'the text in quotes is no JSON string; escape backslashes and control characters');
  }
  if (typeof value !== 'string' || value.includes('\0')) throw invalidSearch(at, 'text cannot have the character NUL');
  return value;
}

function readNumber(text: string, at: number): number {
  const value = Number(text);
  if (!JSON_NUMBER.test(text) || !Number.isFinite(value)) {
    throw invalidSearch(at, `"${text}" is no number; put text and dates in quotes`);
  }
  return value;
}

function unreadable(text: string, index: number): Error {
  const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
  return character === '"'
    ? invalidSearch(index + 1, 'the text in quotes does not end')
    : invalidSearch(index + 1, `unexpected ${JSON.stringify(character)}`);
}
