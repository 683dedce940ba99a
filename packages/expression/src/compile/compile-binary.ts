import type { Evaluate } from '../evaluate/evaluation.ts';
import { add, compare, isBlank, requireBoolean, subtract } from '../evaluate/operators.ts';
import type { BinaryNode, BinaryOperator, Node } from '../parse/node.ts';
import type { Value } from '../value.ts';

type Compile = (operand: Node) => Evaluate;

interface Step {
  readonly node: BinaryNode;
  readonly operand: Evaluate;
}

/** Chains of one operator become one closure with a loop, so that their length is no depth of the stack. */
export function compileBinary(node: BinaryNode, compile: Compile): Evaluate {
  switch (node.operator) {
    case '+':
    case '-':
      return compileSum(node, compile);
    case 'and':
    case 'or':
      return compileLogic(node, node.operator, compile);
    case '?:':
      return compileElvis(node, compile);
    default:
      return compileComparison(node, node.operator, compile);
  }
}

function compileSum(node: BinaryNode, compile: Compile): Evaluate {
  const { first, steps } = unfold(node, ['+', '-'], compile);
  const [second, third] = steps;
  if (second !== undefined && steps.every((step) => step.node.operator === '+')) {
    // What nearly every mapping is made of: two or three texts.
    if (steps.length === 1) {
      return (evaluation) => add(evaluation, node, first(evaluation), second.operand(evaluation), true);
    }
    if (steps.length === 2 && third !== undefined) {
      return (evaluation) => {
        const start = add(evaluation, second.node, first(evaluation), second.operand(evaluation), true);
        return add(evaluation, node, start, third.operand(evaluation), false);
      };
    }
  }
  return (evaluation) => {
    let sum: Value = first(evaluation);
    for (const [index, step] of steps.entries()) {
      const value = step.operand(evaluation);
      sum =
        step.node.operator === '+'
          ? add(evaluation, step.node, sum, value, index === 0)
          : subtract(evaluation, step.node, sum, value);
    }
    return sum;
  };
}

function compileLogic(node: BinaryNode, operator: 'and' | 'or', compile: Compile): Evaluate {
  const { first, steps } = unfold(node, [operator], compile);
  const decisive = operator === 'or';
  const leftmost = steps[0]?.node.left ?? node;
  return (evaluation) => {
    if (requireBoolean(evaluation, leftmost, first(evaluation)) === decisive) return decisive;
    for (const step of steps) {
      if (requireBoolean(evaluation, step.node.right, step.operand(evaluation)) === decisive) return decisive;
    }
    return !decisive;
  };
}

function compileElvis(node: BinaryNode, compile: Compile): Evaluate {
  const { first, steps } = unfold(node, ['?:'], compile);
  return (evaluation) => {
    let value = first(evaluation);
    for (const step of steps) {
      if (!isBlank(value)) return value;
      value = step.operand(evaluation);
    }
    return value;
  };
}

function compileComparison(node: BinaryNode, operator: Parameters<typeof compare>[2], compile: Compile): Evaluate {
  const left = compile(node.left);
  const right = compile(node.right);
  return (evaluation) => {
    const value = left(evaluation);
    return compare(evaluation, node, operator, value, right(evaluation));
  };
}

/** `((a + b) - c) + d` as `a` and the steps `+ b`, `- c`, `+ d`. */
function unfold(
  node: BinaryNode,
  operators: readonly BinaryOperator[],
  compile: Compile,
): { readonly first: Evaluate; readonly steps: readonly Step[] } {
  const nodes: BinaryNode[] = [];
  let leftmost: Node = node;
  while (leftmost.kind === 'binary' && operators.includes(leftmost.operator)) {
    nodes.push(leftmost);
    leftmost = leftmost.left;
  }
  const first = compile(leftmost);
  return { first, steps: nodes.reverse().map((step) => ({ node: step, operand: compile(step.right) })) };
}
