import { CardError } from '../../../run/card-error.ts';

/** A piece of a boolean expression. */
export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'text'; readonly value: string; readonly at: number }
  /** `{{{key}}}`, or a name that is no word of the language. */
  | { readonly kind: 'input'; readonly key: string; readonly at: number }
  | { readonly kind: 'constant'; readonly value: number | boolean | null; readonly at: number }
  | { readonly kind: 'symbol'; readonly symbol: string; readonly at: number }
  | { readonly kind: 'end'; readonly at: number };

/** Longer expressions are refused. */
const MAX_LENGTH = 10_000;

const CONSTANTS: ReadonlyMap<string, number | boolean | null> = new Map<string, number | boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['pi', Math.PI],
  ['e', Math.E],
]);

/** Words that are operators, and signs that mean the same. */
const OPERATOR_WORDS: ReadonlySet<string> = new Set(['and', 'or', 'xor', 'not', 'mod']);
const SAME_SIGNS: ReadonlyMap<string, string> = new Map([
  ['&&', 'and'],
  ['||', 'or'],
  ['!', 'not'],
  ['%', 'mod'],
  ['=', '=='],
  ['<>', '!='],
]);
/** Longer signs first. */
const SIGNS = ['&&', '||', '==', '!=', '<>', '>=', '<=', '>', '<', '=', '!', '+', '-', '*', '/', '%', '^', '(', ')'];

/** Splits a boolean expression into tokens, the last one of kind `end`. Throws `invalid_input` with the place of what it cannot read. */
export function lex(text: string): readonly Token[] {
  if (text.length > MAX_LENGTH) {
    const message = `An expression of ${text.length} characters exceeds the limit of ${MAX_LENGTH}`;
    throw new CardError(message, { kind: 'limit_exceeded' });
  }
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const blank = text.charCodeAt(at) <= 32;
    if (blank) {
      at++;
      continue;
    }
    const [token, end] = readToken(text, at);
    tokens.push(token);
    at = end;
  }
  tokens.push({ kind: 'end', at: text.length });
  return tokens;
}

/** A token and the place after it. */
function readToken(text: string, at: number): readonly [Token, number] {
  if (text.startsWith('{{{', at)) return readPlaceholder(text, at);
  const first = text.charAt(at);
  if (first === '"' || first === "'") return readText(text, at, first);
  if (isDigit(first) || (first === '.' && isDigit(text.charAt(at + 1)))) return readNumber(text, at);
  if (isNameStart(first)) return readWord(text, at);
  const sign = SIGNS.find((each) => text.startsWith(each, at));
  if (sign === undefined) throw badExpression(`"${first}" means nothing`, at);
  return [{ kind: 'symbol', symbol: SAME_SIGNS.get(sign) ?? sign, at }, at + sign.length];
}

function readPlaceholder(text: string, at: number): readonly [Token, number] {
  const end = text.indexOf('}}}', at);
  if (end === -1) throw badExpression('"{{{" has no "}}}"', at);
  return [{ kind: 'input', key: text.slice(at + 3, end), at }, end + 3];
}

function readText(text: string, at: number, quote: string): readonly [Token, number] {
  const end = text.indexOf(quote, at + 1);
  if (end === -1) throw badExpression(`${quote} has no end`, at);
  return [{ kind: 'text', value: text.slice(at + 1, end), at }, end + 1];
}

function readNumber(text: string, at: number): readonly [Token, number] {
  let end = at;
  while (isDigit(text.charAt(end)) || text.charAt(end) === '.') end++;
  if (isExponent(text, end)) {
    end += 2;
    while (isDigit(text.charAt(end))) end++;
  }
  const value = Number(text.slice(at, end));
  if (Number.isNaN(value)) throw badExpression(`"${text.slice(at, end)}" is no number`, at);
  return [{ kind: 'number', value, at }, end];
}

/** `e5`, `E-5`; an `e` before anything else is a name. */
function isExponent(text: string, at: number): boolean {
  if (text.charAt(at).toLowerCase() !== 'e') return false;
  const next = text.charAt(at + 1);
  return isDigit(next) || ((next === '+' || next === '-') && isDigit(text.charAt(at + 2)));
}

function readWord(text: string, at: number): readonly [Token, number] {
  let end = at + 1;
  while (isNameStart(text.charAt(end)) || isDigit(text.charAt(end))) end++;
  const name = text.slice(at, end);
  const word = name.toLowerCase();
  if (OPERATOR_WORDS.has(word)) return [{ kind: 'symbol', symbol: word, at }, end];
  const constant = CONSTANTS.get(word);
  return [constant === undefined ? { kind: 'input', key: name, at } : { kind: 'constant', value: constant, at }, end];
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1;
}

function isNameStart(character: string): boolean {
  const lower = character.toLowerCase();
  return (lower >= 'a' && lower <= 'z') || character === '_' || character > '\u007f';
}

/** `Invalid expression at 5: …`; places count from 1. */
export function badExpression(problem: string, at: number): CardError {
  return new CardError(`Invalid expression at ${at + 1}: ${problem}`, { kind: 'invalid_input' });
}
