import { type Limits, resolveLimits } from '../limits.ts';
import { errorAt } from '../problem.ts';
import { Cursor } from './cursor.ts';
import type { BinaryNode, BinaryOperator, Node } from './node.ts';
import { parsePostfix } from './parse-postfix.ts';

/** An expression that was read: its text, which positions refer to, and its tree. */
export interface ParsedExpression {
  readonly text: string;
  readonly root: Node;
}

/**
 * Reads the text of an expression (import-semantics 6.1). Throws {@link ExpressionError} with the position of the first
 * thing that cannot be read; never anything else, whatever the text.
 */
export function parseExpression(text: string, limits?: Partial<Limits>): ParsedExpression {
  const resolved = resolveLimits(limits);
  if (text.length > resolved.length) {
    const message = `The expression has ${text.length} characters; at most ${resolved.length} are allowed. Shorten it.`;
    throw errorAt(text, 'too_long', { start: resolved.length, end: text.length }, message);
  }
  if (text.trim() === '') {
    const message = 'The expression is empty. Write an attribute, a text in quotes or null.';
    throw errorAt(text, 'empty', { start: 0, end: text.length }, message);
  }
  const cursor = new Cursor(text, resolved);
  const node = parseConditional(cursor);
  if (cursor.token.kind !== 'end') throw cursor.unexpected(leftover(cursor, node));
  return { text, root: node };
}

/** `elvis [ "?" expr ":" expr ]`; a chain of else-branches is read in a loop, so that its length is not depth. */
function parseConditional(cursor: Cursor): Node {
  const branches: { readonly test: Node; readonly whenTrue: Node }[] = [];
  let last = parseElvis(cursor);
  while (cursor.takeSymbol('?')) {
    const whenTrue = cursor.nested(() => parseConditional(cursor));
    cursor.expectSymbol(':', 'and the value for when the condition is false');
    branches.push({ test: last, whenTrue });
    last = parseElvis(cursor);
  }
  return branches.reduceRight<Node>((whenFalse, { test, whenTrue }) => {
    return { kind: 'conditional', test, whenTrue, whenFalse, start: test.start, end: whenFalse.end };
  }, last);
}

function parseElvis(cursor: Cursor): Node {
  let left = parseOr(cursor);
  while (cursor.takeSymbol('?:')) left = binary('?:', left, parseOr(cursor));
  return left;
}

function parseOr(cursor: Cursor): Node {
  let left = parseAnd(cursor);
  while (cursor.takeSymbol('||') || cursor.takeWord('or')) left = binary('or', left, parseAnd(cursor));
  return left;
}

function parseAnd(cursor: Cursor): Node {
  let left = parseComparison(cursor);
  while (cursor.takeSymbol('&&') || cursor.takeWord('and')) left = binary('and', left, parseComparison(cursor));
  return left;
}

const COMPARISONS = ['==', '!=', '<=', '>=', '<', '>'] as const;

function parseComparison(cursor: Cursor): Node {
  const left = parseSum(cursor);
  const operator = takeComparison(cursor);
  return operator === undefined ? left : binary(operator, left, parseSum(cursor));
}

function takeComparison(cursor: Cursor): BinaryOperator | undefined {
  const symbol = COMPARISONS.find((candidate) => cursor.takeSymbol(candidate));
  return symbol ?? (cursor.takeWord('matches') ? 'matches' : undefined);
}

function parseSum(cursor: Cursor): Node {
  let left = parseUnary(cursor);
  for (;;) {
    if (cursor.takeSymbol('+')) left = binary('+', left, parseUnary(cursor));
    else if (cursor.takeSymbol('-')) left = binary('-', left, parseUnary(cursor));
    else return left;
  }
}

function parseUnary(cursor: Cursor): Node {
  const { start } = cursor.token;
  const operator = cursor.takeSymbol('-') ? '-' : cursor.takeSymbol('!') ? '!' : null;
  if (operator === null) return parsePostfix(cursor, parseConditional);
  const operand = cursor.nested(() => parseUnary(cursor));
  return { kind: 'unary', operator, operand, start, end: operand.end };
}

function binary(operator: BinaryOperator, left: Node, right: Node): BinaryNode {
  return { kind: 'binary', operator, left, right, start: left.start, end: right.end };
}

function leftover(cursor: Cursor, node: Node): string {
  const chained = node.kind === 'binary' && COMPARISONS.some((symbol) => cursor.isSymbol(symbol));
  if (chained) return 'Comparisons cannot be chained; combine two with AND.';
  return 'Join values with + or another operator, or put the text in quotes.';
}
