import type { WorkflowChoices } from '../../../choices.ts';
import { compareValues } from '../../../values/compare.ts';
import { toBoolean, toNumber } from '../../../values/convert.ts';
import type { Value } from '../../../values/value.ts';
import type { CardInputs } from '../../kernel-function.ts';
import { badExpression } from './lex.ts';
import type { BinaryOperator, Node } from './parse.ts';

/** What an expression refers to. */
export interface Scope {
  readonly inputs: CardInputs;
  readonly choices: WorkflowChoices;
}

/**
 * The value of an expression. Comparisons follow the rules of conditions, arithmetic takes blanks for 0. Throws `type_conversion`
 * for arithmetic with what is no number, `invalid_input` for an unknown name.
 */
export function evaluate(node: Node, scope: Scope): Value {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'input':
      if (!scope.inputs.has(node.key)) throw badExpression(`there is no input "${node.key}"`, node.at);
      return scope.inputs.get(node.key);
    case 'unary':
      return evaluateUnary(node.operator, evaluate(node.operand, scope));
    case 'binary':
      return evaluateBinary(node.operator, node.left, node.right, scope);
  }
}

function evaluateUnary(operator: 'not' | '-' | '+', operand: Value): Value {
  switch (operator) {
    case 'not':
      return !toBoolean(operand);
    case '-':
      return -numberOf(operand);
    case '+':
      return numberOf(operand);
  }
}

function evaluateBinary(operator: BinaryOperator, leftNode: Node, rightNode: Node, scope: Scope): Value {
  const left = evaluate(leftNode, scope);
  if (operator === 'and') return toBoolean(left) && toBoolean(evaluate(rightNode, scope));
  if (operator === 'or') return toBoolean(left) || toBoolean(evaluate(rightNode, scope));
  const right = evaluate(rightNode, scope);
  switch (operator) {
    case 'xor':
      return toBoolean(left) !== toBoolean(right);
    case '==':
    case '!=':
    case '>=':
    case '<=':
    case '>':
    case '<':
      return compareValues(left, operator, right, scope.choices);
    case '+':
      return numberOf(left) + numberOf(right);
    case '-':
      return numberOf(left) - numberOf(right);
    case '*':
      return numberOf(left) * numberOf(right);
    case '/':
      return numberOf(left) / numberOf(right);
    case 'mod':
      return numberOf(left) % numberOf(right);
    case '^':
      return numberOf(left) ** numberOf(right);
  }
}

function numberOf(value: Value): number {
  return toNumber(value) ?? 0;
}
