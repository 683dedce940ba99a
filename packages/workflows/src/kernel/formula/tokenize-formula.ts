import { formulaError } from './formula-error.ts';

/** A word of a formula; `at` is its place in the source. */
export type FormulaToken =
  | { readonly type: 'number'; readonly value: number; readonly at: number }
  | { readonly type: 'name'; readonly name: string; readonly at: number }
  | { readonly type: 'input'; readonly key: string; readonly at: number }
  | { readonly type: 'sign'; readonly sign: string; readonly at: number }
  | { readonly type: 'end'; readonly at: number };

/** Longest source of a formula. */
export const MAX_FORMULA_LENGTH = 10_000;

/** The words of a formula without blanks and comments. Throws a CardError: `limit_exceeded` when it is too long, else `invalid_input`. */
export function tokenizeFormula(source: string): readonly FormulaToken[] {
  if (source.length > MAX_FORMULA_LENGTH) {
    const message = `is ${source.length} characters long, above the limit of ${MAX_FORMULA_LENGTH}; work in steps`;
    throw formulaError(message, 0, 'limit_exceeded');
  }
  const tokens: FormulaToken[] = [];
  const word = new RegExp(WORD, 'uy');
  for (let at = 0; at < source.length; at = word.lastIndex) {
    const found = word.exec(source);
    if (found === null) throw formulaError(`has the unknown sign "${source.charAt(at)}"`, at);
    const { number, name, key, sign } = found.groups ?? {};
    if (number !== undefined) tokens.push({ type: 'number', value: Number(number), at });
    else if (name !== undefined) tokens.push({ type: 'name', name, at });
    else if (key !== undefined) tokens.push({ type: 'input', key, at });
    else if (sign !== undefined) tokens.push({ type: 'sign', sign, at });
  }
  tokens.push({ type: 'end', at: source.length });
  return tokens;
}

/** Each choice begins with another character or ends where it cannot go on, so reading takes time in proportion to the source. */
const WORD = [
  '\\s+',
  '#[^\\n]*',
  '(?<number>(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)',
  '\\{\\{\\{(?<key>[^{}]{1,200})\\}\\}\\}',
  '(?<name>[A-Za-z_][A-Za-z_0-9]*)',
  '(?<sign>\\^\\||<<|>>|[-+*/^%!(),&~|])',
].join('|');
