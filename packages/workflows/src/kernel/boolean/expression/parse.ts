import { CardError } from '../../../run/card-error.ts';
import { badExpression, lex, type Token } from './lex.ts';

/** A parsed boolean expression. */
export type Node =
  | { readonly kind: 'literal'; readonly value: number | string | boolean | null }
  | { readonly kind: 'input'; readonly key: string; readonly at: number }
  | { readonly kind: 'unary'; readonly operator: 'not' | '-' | '+'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node };

export type BinaryOperator =
  | 'or'
  | 'xor'
  | 'and'
  | '=='
  | '!='
  | '>='
  | '<='
  | '>'
  | '<'
  | '+'
  | '-'
  | '*'
  | '/'
  | 'mod'
  | '^';

/** How tightly an operator binds; higher is tighter. */
const BINDING: ReadonlyMap<string, number> = new Map(
  [
    ['or'],
    ['xor'],
    ['and'],
    ['not'],
    ['==', '!=', '>=', '<=', '>', '<'],
    ['+', '-'],
    ['*', '/', 'mod'],
    ['sign'],
    ['^'],
  ].flatMap((operators, level) => operators.map((operator) => [operator, level + 1] as const)),
);

/** Brackets and signs one inside the other; more are refused. */
const MAX_NESTING = 200;

/**
 * Reads a boolean expression: `or`, `xor`, `and`, `not`, comparisons, arithmetic and `^`, from loose to tight; numbers, texts in
 * quotes, `true`, `false`, `null`, `pi`, `e`, names of inputs and `{{{key}}}`. Throws `invalid_input` with a place, `limit_exceeded`.
 */
export function parseExpression(text: string): Node {
  const parser = new Parser(lex(text));
  const node = parser.expression(0, 0);
  parser.expectEnd();
  return node;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expression(loosest: number, depth: number): Node {
    if (depth > MAX_NESTING) {
      throw new CardError(`An expression is nested deeper than ${MAX_NESTING} levels`, { kind: 'limit_exceeded' });
    }
    let left = this.#operand(depth);
    for (;;) {
      const token = this.#peek();
      if (token.kind !== 'symbol') return left;
      const binding = bindingOf(token.symbol);
      if (binding === null || binding < loosest) return left;
      this.#at++;
      // A power groups to the right: 2^3^2 is 2^(3^2).
      const right = this.expression(token.symbol === '^' ? binding : binding + 1, depth + 1);
      // Every symbol with a binding of its own, but `not`, is a binary operator.
      left = { kind: 'binary', operator: token.symbol as BinaryOperator, left, right };
    }
  }

  expectEnd(): void {
    const token = this.#peek();
    if (token.kind !== 'end') throw badExpression('an operator is missing here', token.at);
  }

  #operand(depth: number): Node {
    const token = this.#peek();
    this.#at++;
    switch (token.kind) {
      case 'number':
      case 'text':
      case 'constant':
        return { kind: 'literal', value: token.value };
      case 'input':
        return { kind: 'input', key: token.key, at: token.at };
      case 'end':
        throw badExpression('a value is missing at the end', token.at);
      case 'symbol':
        return this.#prefix(token.symbol, token.at, depth);
    }
  }

  #prefix(symbol: string, at: number, depth: number): Node {
    if (symbol === '(') {
      const inner = this.expression(0, depth + 1);
      const close = this.#peek();
      if (close.kind !== 'symbol' || close.symbol !== ')') throw badExpression('")" is missing', close.at);
      this.#at++;
      return inner;
    }
    if (symbol === 'not' || symbol === '-' || symbol === '+') {
      const binding = BINDING.get(symbol === 'not' ? 'not' : 'sign') ?? 0;
      return { kind: 'unary', operator: symbol, operand: this.expression(binding, depth + 1) };
    }
    throw badExpression(`a value is missing before "${symbol}"`, at);
  }

  #peek(): Token {
    // The last token is `end`, which nothing reads past.
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token;
  }
}

function bindingOf(symbol: string): number | null {
  return symbol === 'not' ? null : (BINDING.get(symbol) ?? null);
}
