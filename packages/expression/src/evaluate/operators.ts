import type { BinaryOperator, Node } from '../parse/node.ts';
import { matchesWhole, patternOf } from '../patterns/matches-whole.ts';
import { describeValue, type Value } from '../value.ts';
import { areEqual, asTextOrEmpty } from './convert.ts';
import type { Evaluation } from './evaluation.ts';

/**
 * `+`: joins when one side is text, else adds (import-semantics 6.1). Beside text null is "" (6.4); null and null is null.
 * `isFirst` says that the left side was not made by a `+` before, whose text is charged already.
 */
export function add(evaluation: Evaluation, node: Node, left: Value, right: Value, isFirst: boolean): Value {
  if (typeof left === 'string' && typeof right === 'string') {
    evaluation.site = node;
    evaluation.makeText(isFirst ? left.length + right.length : right.length);
    return left + right;
  }
  if (typeof left === 'number' && typeof right === 'number') return finite(evaluation, node, left + right);
  if (left === null && right === null) return null;
  evaluation.site = node;
  if (typeof left === 'string' || typeof right === 'string') {
    const start = asTextOrEmpty(evaluation, left);
    const end = asTextOrEmpty(evaluation, right);
    evaluation.makeText(isFirst ? start.length + end.length : end.length);
    return start + end;
  }
  throw operandError(evaluation, node, '+', 'texts or numbers', left, right);
}

export function subtract(evaluation: Evaluation, node: Node, left: Value, right: Value): number {
  if (typeof left === 'number' && typeof right === 'number') return finite(evaluation, node, left - right);
  throw operandError(evaluation, node, '-', 'numbers', left, right);
}

export function negate(evaluation: Evaluation, node: Node, value: Value): number {
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  evaluation.site = node;
  throw evaluation.fail('type_mismatch', `- needs a number, but got ${describeValue(value)}.`);
}

/** A condition or logical operand; nothing but true and false is one (import-semantics 6.1). */
export function requireBoolean(evaluation: Evaluation, node: Node, value: Value): boolean {
  if (typeof value === 'boolean') return value;
  evaluation.site = node;
  const message = `Expected true or false, but got ${describeValue(value)}. Compare it with something, such as == null.`;
  throw evaluation.fail('type_mismatch', message);
}

/** Elvis takes the other value for null and for the empty text (import-semantics 6.1). */
export function isBlank(value: Value): boolean {
  return value === null || value === '';
}

export function compare(
  evaluation: Evaluation,
  node: Node,
  operator: Extract<BinaryOperator, '==' | '!=' | '<' | '>' | '<=' | '>=' | 'matches'>,
  left: Value,
  right: Value,
): boolean {
  evaluation.site = node;
  switch (operator) {
    case '==':
      return areEqual(evaluation, left, right);
    case '!=':
      return !areEqual(evaluation, left, right);
    case '<':
      return order(evaluation, operator, left, right) < 0;
    case '>':
      return order(evaluation, operator, left, right) > 0;
    case '<=':
      return order(evaluation, operator, left, right) <= 0;
    case '>=':
      return order(evaluation, operator, left, right) >= 0;
    case 'matches':
      return matches(evaluation, left, right);
  }
}

/** Numbers by size, texts by their characters' codes; null comes before everything, as in SpEL. */
function order(evaluation: Evaluation, operator: string, left: Value, right: Value): number {
  if (left === null || right === null) return (left === null ? 0 : 1) - (right === null ? 0 : 1);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') {
    evaluation.work(Math.min(left.length, right.length));
    return left < right ? -1 : left > right ? 1 : 0;
  }
  throw operandError(evaluation, evaluation.site, operator, 'two numbers or two texts', left, right);
}

function matches(evaluation: Evaluation, left: Value, right: Value): boolean {
  if (left === null) return false;
  if (typeof left === 'string' && typeof right === 'string') {
    return matchesWhole(evaluation, patternOf(evaluation, right), left);
  }
  throw operandError(evaluation, evaluation.site, 'matches', 'a text and a pattern', left, right);
}

function finite(evaluation: Evaluation, node: Node, value: number): number {
  if (Number.isFinite(value)) return value;
  evaluation.site = node;
  throw evaluation.fail('out_of_range', 'The number is too large to calculate with.');
}

function operandError(
  evaluation: Evaluation,
  node: Node,
  operator: string,
  wanted: string,
  left: Value,
  right: Value,
): Error {
  evaluation.site = node;
  const message = `${operator} needs ${wanted}, but got ${describeValue(left)} and ${describeValue(right)}.`;
  return evaluation.fail('type_mismatch', message);
}
