import { findFunction } from '../functions/table.ts';
import { type CallNode, calleeName, type Node, type TextNode } from '../parse/node.ts';
import { parseExpression } from '../parse/parse-expression.ts';

/** The literal argument that a function evaluates for each group (`getFilteredGroups`), or null. */
export function groupExpressionOf(node: CallNode): TextNode | null {
  const callee = calleeName(node);
  const parameters = callee === null ? undefined : findFunction(callee)?.parameters;
  const index = parameters?.findIndex(({ type }) => type === 'expression') ?? -1;
  const argument = node.arguments[index];
  return argument?.kind === 'text' ? argument : null;
}

/**
 * Parses such a literal. The text is moved to where it stands in the expression around it, so that positions of the inner
 * tree are positions there. Throws ExpressionError.
 */
export function parseGroupExpression(literal: TextNode): Node {
  const text = ' '.repeat(literal.start + 1) + literal.value;
  return parseExpression(text, { length: text.length }).root;
}
