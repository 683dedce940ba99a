import { formulaError } from './formula-error.ts';
import { FORMULA_CONSTANTS, FORMULA_FUNCTIONS, factorial } from './formula-functions.ts';
import { type FormulaToken, tokenizeFormula } from './tokenize-formula.ts';

export interface FormulaContext {
  /** The number of the input of a key; null when the card has none. */
  readonly input: (key: string) => number | null;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/**
 * The value of a formula in the language of the Formula card: numbers, `{{{key}}}`, pi, functions, and from tight to loose `!`, `^`
 * (from the right), signs and `~`, `* / %`, `+ -`, `<< >>`, `&`, `^|`, `|` (workflows-functions 8; strengths and the sign of `%` as
 * in math.js, whose operators these are). It is read once from left to right, inputs are values and never source, and nesting is
 * bounded, so it takes time in proportion to its length. Throws a CardError; may give an infinite result or none (NaN).
 */
export function evaluateFormula(source: string, context: FormulaContext): number {
  const reader = new FormulaReader(tokenizeFormula(source), context);
  return reader.readAll();
}

type Operation = (left: number, right: number) => number;

/** Operators of two numbers from loose to tight. */
const LEVELS: readonly ReadonlyMap<string, Operation>[] = [
  new Map<string, Operation>([['|', (left, right) => left | right]]),
  new Map<string, Operation>([['^|', (left, right) => left ^ right]]),
  new Map<string, Operation>([['&', (left, right) => left & right]]),
  new Map<string, Operation>([
    ['<<', (left, right) => left << right],
    ['>>', (left, right) => left >> right],
  ]),
  new Map<string, Operation>([
    ['+', (left, right) => left + right],
    ['-', (left, right) => left - right],
  ]),
  new Map<string, Operation>([
    ['*', (left, right) => left * right],
    ['/', (left, right) => left / right],
    ['%', (left, right) => left - right * Math.floor(left / right)],
  ]),
];

const MAX_NESTING = 100;

class FormulaReader {
  readonly #tokens: readonly FormulaToken[];
  readonly #context: FormulaContext;
  #place = 0;
  #nesting = 0;

  constructor(tokens: readonly FormulaToken[], context: FormulaContext) {
    this.#tokens = tokens;
    this.#context = context;
  }

  readAll(): number {
    const value = this.#readLevel(0);
    if (this.#token.type !== 'end') throw this.#unexpected('where it should end');
    return value;
  }

  get #token(): FormulaToken {
    return this.#tokens[this.#place] ?? { type: 'end', at: 0 };
  }

  #readLevel(level: number): number {
    const operations = LEVELS[level];
    if (operations === undefined) return this.#nested(() => this.#readSigned());
    let value = this.#readLevel(level + 1);
    for (let operation = this.#operation(operations); operation; operation = this.#operation(operations)) {
      this.#place++;
      value = operation(value, this.#readLevel(level + 1));
    }
    return value;
  }

  #operation(operations: ReadonlyMap<string, Operation>): Operation | undefined {
    const token = this.#token;
    return token.type === 'sign' ? operations.get(token.sign) : undefined;
  }

  #readSigned(): number {
    if (this.#take('-')) return -this.#nested(() => this.#readSigned());
    if (this.#take('+')) return this.#nested(() => this.#readSigned());
    if (this.#take('~')) return ~this.#nested(() => this.#readSigned());
    let base = this.#readPrimary();
    while (this.#take('!')) base = factorial(base);
    return this.#take('^') ? base ** this.#nested(() => this.#readSigned()) : base;
  }

  #readPrimary(): number {
    const token = this.#token;
    this.#place++;
    if (token.type === 'number') return token.value;
    if (token.type === 'input') return this.#inputOf(token.key, token.at);
    if (token.type === 'name') return this.#readNamed(token.name, token.at);
    this.#place--;
    if (!this.#take('(')) throw this.#unexpected('where a number is expected');
    const value = this.#readLevel(0);
    if (!this.#take(')')) throw this.#unexpected('where ")" is expected');
    return value;
  }

  #inputOf(key: string, at: number): number {
    const value = this.#context.input(key);
    if (value === null) throw formulaError(`names the input "${key}", which the card does not have`, at);
    return value;
  }

  #readNamed(name: string, at: number): number {
    const constant = FORMULA_CONSTANTS.get(name);
    if (constant !== undefined) return constant;
    const found = FORMULA_FUNCTIONS.get(name);
    if (found === undefined) {
      const known = [...FORMULA_CONSTANTS.keys(), ...FORMULA_FUNCTIONS.keys()].join(', ');
      throw formulaError(`has the unknown name "${name.slice(0, 40)}"; it knows ${known}`, at);
    }
    if (!this.#take('(')) throw this.#unexpected(`where "(" is expected after ${name}`);
    const numbers: number[] = [];
    while (!this.#take(')')) {
      if (numbers.length > 0 && !this.#take(',')) throw this.#unexpected('where "," or ")" is expected');
      numbers.push(this.#readLevel(0));
    }
    if (numbers.length < found.least || numbers.length > found.most) {
      throw formulaError(`gives ${name} ${numbers.length} numbers, which it does not take`, at);
    }
    return found.run(numbers, this.#context.random);
  }

  #take(sign: string): boolean {
    const token = this.#token;
    const found = token.type === 'sign' && token.sign === sign;
    if (found) this.#place++;
    return found;
  }

  #nested(read: () => number): number {
    if (++this.#nesting > MAX_NESTING) {
      throw formulaError(
        `is nested deeper than ${MAX_NESTING} levels; work in steps`,
        this.#token.at,
        'limit_exceeded',
      );
    }
    const value = read();
    this.#nesting--;
    return value;
  }

  #unexpected(where: string): Error {
    const token = this.#token;
    if (token.type === 'end') return formulaError(`ends ${where}`, token.at);
    return formulaError(`has "${shown(token)}" ${where}`, token.at);
  }
}

function shown(token: Exclude<FormulaToken, { type: 'end' }>): string {
  if (token.type === 'number') return String(token.value);
  if (token.type === 'sign') return token.sign;
  return token.type === 'name' ? token.name.slice(0, 40) : `{{{${token.key}}}}`;
}
