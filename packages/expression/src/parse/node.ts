import type { Span } from '../problem.ts';

/** Operators of two operands; `?:` is Elvis. `AND`, `OR`, `&&` and `||` are `and` and `or`. */
export type BinaryOperator = '?:' | 'or' | 'and' | '==' | '!=' | '<' | '>' | '<=' | '>=' | 'matches' | '+' | '-';

export type Node =
  | TextNode
  | NumberNode
  | BooleanNode
  | NullNode
  | NameNode
  | MemberNode
  | CallNode
  | IndexNode
  | ProjectionNode
  | ListNode
  | MapNode
  | UnaryNode
  | BinaryNode
  | ConditionalNode;

export interface TextNode extends Span {
  readonly kind: 'text';
  readonly value: string;
}

interface NumberNode extends Span {
  readonly kind: 'number';
  readonly value: number;
  /** Written without a decimal point. */
  readonly integer: boolean;
}

interface BooleanNode extends Span {
  readonly kind: 'boolean';
  readonly value: boolean;
}

interface NullNode extends Span {
  readonly kind: 'null';
}

/** A bare name: an attribute of the source, or the scope of a member. */
export interface NameNode extends Span {
  readonly kind: 'name';
  readonly name: string;
}

/** `object.name` */
export interface MemberNode extends Span {
  readonly kind: 'member';
  readonly object: Node;
  readonly name: string;
}

/** `name(…)`, or `object.name(…)` such as `String.len(x)` and `user.getGroups(…)`. */
export interface CallNode extends Span {
  readonly kind: 'call';
  readonly object: Node | null;
  readonly name: string;
  readonly arguments: readonly Node[];
}

/** `object[index]` */
export interface IndexNode extends Span {
  readonly kind: 'index';
  readonly object: Node;
  readonly index: Node;
}

/** `object.![body]`: the list of what `body` is for each element. */
export interface ProjectionNode extends Span {
  readonly kind: 'projection';
  readonly object: Node;
  readonly body: Node;
}

/** `{a, b}`; `{}` is the empty list. */
export interface ListNode extends Span {
  readonly kind: 'list';
  readonly items: readonly Node[];
}

/** `{'k': v}` */
export interface MapNode extends Span {
  readonly kind: 'map';
  readonly entries: readonly { readonly key: string; readonly value: Node }[];
}

export interface UnaryNode extends Span {
  readonly kind: 'unary';
  readonly operator: '-' | '!';
  readonly operand: Node;
}

export interface BinaryNode extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Node;
  readonly right: Node;
}

/** `test ? whenTrue : whenFalse` */
export interface ConditionalNode extends Span {
  readonly kind: 'conditional';
  readonly test: Node;
  readonly whenTrue: Node;
  readonly whenFalse: Node;
}

/** The full name of what is called, such as `String.len`; null when it is called on something that is not a name. */
export function calleeName(call: CallNode): string | null {
  if (call.object === null) return call.name;
  return call.object.kind === 'name' ? `${call.object.name}.${call.name}` : null;
}
