import { CardError } from '../../run/card-error.ts';

/** A function of formulas, with how many numbers it takes. */
export interface FormulaFunction {
  readonly least: number;
  readonly most: number;
  readonly run: (numbers: readonly number[], random: () => number) => number;
}

/** The functions that the Formula card documents (workflows-functions 8). */
export const FORMULA_FUNCTIONS: ReadonlyMap<string, FormulaFunction> = new Map<string, FormulaFunction>([
  ['abs', one(Math.abs)],
  ['acos', one(Math.acos)],
  ['asin', one(Math.asin)],
  ['atan', one(Math.atan)],
  ['ceil', one(Math.ceil)],
  ['cos', one(Math.cos)],
  ['cosh', one(Math.cosh)],
  ['exp', one(Math.exp)],
  ['floor', one(Math.floor)],
  ['log', { least: 1, most: 2, run: ([number = 0, base]) => logarithm(number, base) }],
  ['log10', one(Math.log10)],
  ['max', { least: 1, most: Number.POSITIVE_INFINITY, run: (numbers) => numbers.reduce((a, b) => Math.max(a, b)) }],
  ['min', { least: 1, most: Number.POSITIVE_INFINITY, run: (numbers) => numbers.reduce((a, b) => Math.min(a, b)) }],
  ['pow', { least: 2, most: 2, run: ([base = 0, exponent = 0]) => base ** exponent }],
  ['random', { least: 0, most: 2, run: (bounds, random) => randomWithin(bounds, random()) }],
  ['round', one(Math.round)],
  ['sin', one(Math.sin)],
  ['sinh', one(Math.sinh)],
  ['sqrt', one(Math.sqrt)],
  ['tan', one(Math.tan)],
  ['tanh', one(Math.tanh)],
]);

/** Names that stand for numbers. */
export const FORMULA_CONSTANTS: ReadonlyMap<string, number> = new Map([['pi', Math.PI]]);

/** The product of the whole numbers up to one. Throws `out_of_bounds` for parts, negative numbers and above 170. */
export function factorial(number: number): number {
  if (!Number.isInteger(number) || number < 0 || number > 170) {
    throw new CardError(`There is no factorial of ${number}; use a whole number from 0 to 170`, {
      kind: 'out_of_bounds',
    });
  }
  let product = 1;
  for (let factor = 2; factor <= number; factor++) product *= factor;
  return product;
}

function one(run: (number: number) => number): FormulaFunction {
  return { least: 1, most: 1, run: ([number = 0]) => run(number) };
}

function logarithm(number: number, base: number | undefined): number {
  if (base === undefined) return Math.log(number);
  if (base === 2) return Math.log2(number);
  return base === 10 ? Math.log10(number) : Math.log(number) / Math.log(base);
}

/** From 0 to 1, to the one bound, or from the first to the second; the last never. */
function randomWithin(bounds: readonly number[], chance: number): number {
  const [first = 1, second] = bounds;
  return second === undefined ? chance * first : first + chance * (second - first);
}
