import type { ValueType } from '../functions/definition.ts';
import { findFunction } from '../functions/table.ts';
import { calleeName, type Node } from '../parse/node.ts';

/** What a node is for sure, whatever is read: the type of a literal, or what an operator or function gives. */
export type StaticType = ValueType | 'null';

/** The type that is known before anything is read; null when it depends on values. */
export function staticType(node: Node): StaticType | null {
  switch (node.kind) {
    case 'text':
    case 'boolean':
    case 'null':
    case 'list':
    case 'map':
      return node.kind;
    case 'number':
      return node.integer ? 'integer' : 'number';
    case 'projection':
      return 'list';
    case 'unary':
      if (node.operator === '!') return 'boolean';
      return node.operand.kind === 'number' ? staticType(node.operand) : 'number';
    case 'binary':
      return binaryType(node.operator);
    case 'call':
      return callType(calleeName(node));
    case 'name':
    case 'member':
    case 'index':
    case 'conditional':
      return null;
  }
}

function binaryType(operator: (Node & { readonly kind: 'binary' })['operator']): StaticType | null {
  switch (operator) {
    case '+':
    case '?:':
      return null;
    case '-':
      return 'number';
    default:
      return 'boolean';
  }
}

function callType(callee: string | null): StaticType | null {
  const type = callee === null ? undefined : findFunction(callee)?.returns;
  return type === undefined || type === 'any' ? null : type;
}

/** The value of a literal text or number (with its sign), or null. */
export function literalValue(node: Node): string | number | null {
  if (node.kind === 'text' || node.kind === 'number') return node.value;
  return node.kind === 'unary' && node.operator === '-' && node.operand.kind === 'number' ? -node.operand.value : null;
}
