import { errorAt } from '../problem.ts';
import { REFUSED_SYMBOLS } from './refusals.ts';
import { SYMBOLS, type Token } from './token.ts';

const SPACE = /[\s\u00a0]+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const NUMBER_TAIL = /[A-Za-z0-9_]+/y;

/**
 * Splits an expression into tokens, the last of kind `end`. Texts are in single or double quotes; a backslash is a
 * backslash, and a doubled quote is a quote (import-semantics 6.1). Throws ExpressionError.
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(SPACE, text, at).length;
    if (at >= text.length) {
      tokens.push({ kind: 'end', start: text.length, end: text.length });
      return tokens;
    }
    const token = nextToken(text, at);
    tokens.push(token);
    at = token.end;
  }
}

function nextToken(text: string, start: number): Token {
  const quote = text.charAt(start);
  if (quote === '"' || quote === "'") return textToken(text, start, quote);
  const name = matchAt(NAME, text, start);
  if (name !== '') return { kind: 'name', name, start, end: start + name.length };
  const digits = matchAt(NUMBER, text, start);
  if (digits !== '') return numberToken(text, start, digits);
  for (const [refused, advice] of REFUSED_SYMBOLS) {
    if (text.startsWith(refused, start) && !isDoubled(text, start, refused))
      throw refusal(text, start, refused, advice);
  }
  for (const symbol of SYMBOLS) {
    if (text.startsWith(symbol, start)) return { kind: 'symbol', symbol, start, end: start + symbol.length };
  }
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  throw refusal(
    text,
    start,
    character,
    'Names are ASCII letters, digits and underscores; put any other text in quotes.',
  );
}

/** `==`, `&&` and `||` are operators although `=`, `&` and `|` are refused. */
function isDoubled(text: string, start: number, refused: string): boolean {
  return (refused === '=' || refused === '&' || refused === '|') && text.charAt(start + 1) === refused;
}

function textToken(text: string, start: number, quote: string): Token {
  let at = start + 1;
  for (;;) {
    const closing = text.indexOf(quote, at);
    if (closing === -1) {
      const message = `The text that starts with ${quote} has no closing ${quote}. Close it, or double a quote inside it.`;
      throw errorAt(text, 'unterminated_text', { start, end: text.length }, message);
    }
    if (text.charAt(closing + 1) !== quote) {
      const value = text.slice(start + 1, closing).replaceAll(quote + quote, quote);
      return { kind: 'text', value, start, end: closing + 1 };
    }
    at = closing + 2;
  }
}

function numberToken(text: string, start: number, digits: string): Token {
  const end = start + digits.length;
  const tail = matchAt(NUMBER_TAIL, text, end);
  const value = Number(digits);
  const integer = !digits.includes('.');
  if (tail !== '' || (integer && !Number.isSafeInteger(value))) {
    const seen = digits + tail;
    const advice = tail === '' ? 'Use at most 9007199254740991.' : 'Write digits, with at most one decimal point.';
    throw errorAt(
      text,
      'invalid_number',
      { start, end: start + seen.length },
      `"${seen}" is not a number here. ${advice}`,
    );
  }
  return { kind: 'number', value, integer, start, end };
}

function refusal(text: string, start: number, seen: string, advice: string): Error {
  const span = { start, end: start + seen.length };
  return errorAt(text, 'unsupported_token', span, `"${seen}" is not supported. ${advice}`);
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
