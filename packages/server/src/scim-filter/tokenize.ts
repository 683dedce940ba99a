import { filterError } from './filter-error.ts';
import type { FilterValue } from './filter-node.ts';

export type Token =
  | { readonly kind: 'word'; readonly text: string; readonly offset: number }
  | { readonly kind: 'value'; readonly value: FilterValue; readonly offset: number }
  | { readonly kind: 'open' | 'close' | 'end'; readonly offset: number };

const BLANK = /\s+/y;
const WORD = /[A-Za-z_][\w.$:-]*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const TEXT = /"(?:[^"\\]|\\.)*"/y;

/** Splits a filter into its tokens, the last one `end`. Throws an ApiError `invalidSearch` for what is no token. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    offset += match(BLANK, text, offset)?.length ?? 0;
    if (offset >= text.length) break;
    const [token, length] = tokenAt(text, offset);
    tokens.push(token);
    offset += length;
  }
  tokens.push({ kind: 'end', offset: text.length });
  return tokens;
}

function tokenAt(text: string, offset: number): readonly [Token, number] {
  const character = text.charAt(offset);
  if (character === '(') return [{ kind: 'open', offset }, 1];
  if (character === ')') return [{ kind: 'close', offset }, 1];
  if (character === '"') return textAt(text, offset);
  const number = match(NUMBER, text, offset);
  if (number !== undefined) return [{ kind: 'value', value: Number(number), offset }, number.length];
  const word = match(WORD, text, offset);
  if (word === undefined) throw filterError(offset, `"${character}" is not expected`);
  return [wordToken(word, offset), word.length];
}

function textAt(text: string, offset: number): readonly [Token, number] {
  const quoted = match(TEXT, text, offset);
  if (quoted === undefined) throw filterError(offset, 'the closing quotation mark is missing');
  return [{ kind: 'value', value: unquote(quoted, offset), offset }, quoted.length];
}

/** The literals of JSON are exact; every other word may be an attribute or an operator. */
function wordToken(word: string, offset: number): Token {
  if (word === 'true' || word === 'false') return { kind: 'value', value: word === 'true', offset };
  if (word === 'null') return { kind: 'value', value: null, offset };
  return { kind: 'word', text: word, offset };
}

function unquote(quoted: string, offset: number): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    throw filterError(offset, `${quoted} is not a JSON string`);
  }
}

function match(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}
