import { groupExpressionOf, parseGroupExpression } from '../check/group-expression.ts';
import { type Root, resolveAttribute, type ScopedAttribute } from '../check/reference.ts';
import type { ScopeName } from '../check/scopes.ts';
import type { EvaluationContext } from '../evaluate/context.ts';
import type { Evaluate, Evaluation } from '../evaluate/evaluation.ts';
import { negate, requireBoolean } from '../evaluate/operators.ts';
import { elementAt } from '../functions/arrays.ts';
import { findFunction } from '../functions/table.ts';
import type {
  CallNode,
  ConditionalNode,
  IndexNode,
  ListNode,
  MapNode,
  MemberNode,
  NameNode,
  Node,
  ProjectionNode,
  UnaryNode,
} from '../parse/node.ts';
import { calleeName } from '../parse/node.ts';
import { describeValue, isList, isMap, readAttribute, type Value } from '../value.ts';
import { compileBinary } from './compile-binary.ts';
import { compileCall } from './compile-call.ts';

/** Steps for each character of a projection's body and each element: far above the real cost of a node. */
const STEPS_PER_CHARACTER = 10;

/** Turns a checked node into a closure; what the checker refuses may throw TypeError here. */
export function compileNode(node: Node, names: Root): Evaluate {
  switch (node.kind) {
    case 'text':
    case 'number':
    case 'boolean': {
      const { value } = node;
      return () => value;
    }
    case 'null':
      return () => null;
    case 'name':
      return compileName(node, names);
    case 'member':
      return compileMember(node, names);
    case 'index':
      return compileIndex(node, names);
    case 'call':
      return compileFunction(node, names);
    case 'projection':
      return compileProjection(node, names);
    case 'list':
      return compileList(node, names);
    case 'map':
      return compileMap(node, names);
    case 'unary':
      return compileUnary(node, names);
    case 'binary':
      return compileBinary(node, (operand) => compileNode(operand, names));
    case 'conditional':
      return compileConditional(node, names);
  }
}

function compileName({ name }: NameNode, names: Root): Evaluate {
  switch (names) {
    case 'context':
      return (evaluation) => readAttribute(evaluation.context.source, name);
    case 'element':
      return (evaluation) => (isMap(evaluation.element) ? readAttribute(evaluation.element, name) : null);
    case 'group':
      return (evaluation) => evaluation.element;
  }
}

function compileMember(node: MemberNode, names: Root): Evaluate {
  const resolved = names === 'context' ? resolveAttribute(node) : null;
  if (resolved !== null) return compileAttribute(resolved);
  const object = compileNode(node.object, names);
  const { name } = node;
  return (evaluation) => readProperty(evaluation, node, object(evaluation), name);
}

/** An attribute of null is null; texts, numbers and lists have none (import-semantics 6.4). */
function readProperty(evaluation: Evaluation, node: Node, object: Value, name: string): Value {
  if (object === null) return null;
  if (isMap(object)) return readAttribute(object, name);
  evaluation.site = node;
  const advice = isList(object) ? ` Write .![${name}] for that of each element.` : '';
  throw evaluation.fail('type_mismatch', `${describeValue(object)} has no attribute ${name}.${advice}`);
}

function compileAttribute({ kind, owner, attribute }: ScopedAttribute): Evaluate {
  switch (kind) {
    case 'app':
      return ({ context }) => readAttribute(context.appUsers?.(owner)[0], attribute);
    case 'app-instance':
      return ({ context }) => readAttribute(context.appInstance?.(owner), attribute);
    case 'scope':
      return compileScope(owner, attribute);
  }
}

/** One closure per scope, so that the engine sees a fixed property name in each. */
function compileScope(scope: string, attribute: string): Evaluate {
  const readers: Readonly<Record<ScopeName, (context: EvaluationContext) => Value>> = {
    source: (context) => readAttribute(context.source, attribute),
    user: (context) => readAttribute(context.user, attribute),
    app: (context) => readAttribute(context.app, attribute),
    org: (context) => readAttribute(context.org, attribute),
    idpuser: (context) => readAttribute(context.idpuser, attribute),
    session: (context) => readAttribute(context.session, attribute),
    access: (context) => readAttribute(context.access, attribute),
  };
  const read = Object.entries(readers).find(([name]) => name === scope)?.[1];
  if (read === undefined) throw new TypeError(`There is no scope ${scope}.`);
  return (evaluation) => read(evaluation.context);
}

function compileIndex(node: IndexNode, names: Root): Evaluate {
  const resolved = names === 'context' ? resolveAttribute(node) : null;
  if (resolved !== null) return compileAttribute(resolved);
  const object = compileNode(node.object, names);
  const index = compileNode(node.index, names);
  return (evaluation) => {
    const value = object(evaluation);
    const key = index(evaluation);
    evaluation.site = node;
    if (value === null) return null;
    if (isList(value)) return elementAt(evaluation, value, key);
    if (isMap(value) && typeof key === 'string') return readAttribute(value, key);
    const message = `${describeValue(value)} has nothing at ${describeValue(key)}. Lists take whole numbers, objects names.`;
    throw evaluation.fail('type_mismatch', message);
  };
}

function compileFunction(node: CallNode, names: Root): Evaluate {
  const callee = calleeName(node);
  const definition = callee === null ? undefined : findFunction(callee);
  if (definition === undefined)
    throw new TypeError(`There is no function ${callee ?? node.name}; check before compiling.`);
  const call = compileCall(
    node,
    definition,
    node.arguments.map((argument) => compileNode(argument, names)),
  );
  const literal = groupExpressionOf(node);
  return literal === null ? call : projectEach(node, call, parseGroupExpression(literal), 'group');
}

function compileProjection(node: ProjectionNode, names: Root): Evaluate {
  return projectEach(node, compileNode(node.object, names), node.body, 'element');
}

/** The list of what `body` is for each element of a list; null stays null. */
function projectEach(node: Node, object: Evaluate, body: Node, names: Root): Evaluate {
  const project = compileNode(body, names);
  const steps = (body.end - body.start) * STEPS_PER_CHARACTER;
  return (evaluation) => {
    const items = object(evaluation);
    if (items === null) return null;
    evaluation.site = node;
    if (!isList(items)) {
      throw evaluation.fail('type_mismatch', `.![…] needs a list, but got ${describeValue(items)}.`);
    }
    evaluation.makeList(items.length);
    evaluation.work(items.length * steps);
    const outer = evaluation.element;
    const result = items.map((item) => {
      evaluation.element = item;
      return project(evaluation);
    });
    evaluation.element = outer;
    return result;
  };
}

function compileList(node: ListNode, names: Root): Evaluate {
  const items = node.items.map((item) => compileNode(item, names));
  return (evaluation) => {
    evaluation.site = node;
    evaluation.makeList(items.length);
    return items.map((item) => item(evaluation));
  };
}

function compileMap(node: MapNode, names: Root): Evaluate {
  const entries = node.entries.map(({ key, value }) => [key, compileNode(value, names)] as const);
  return (evaluation) => {
    evaluation.site = node;
    evaluation.makeList(entries.length * 2);
    return Object.fromEntries(entries.map(([key, value]) => [key, value(evaluation)]));
  };
}

function compileUnary({ operator, operand }: UnaryNode, names: Root): Evaluate {
  const value = compileNode(operand, names);
  if (operator === '-') return (evaluation) => negate(evaluation, operand, value(evaluation));
  return (evaluation) => !requireBoolean(evaluation, operand, value(evaluation));
}

/** A chain of else-branches is one closure with a loop, however long it is. */
function compileConditional(node: ConditionalNode, names: Root): Evaluate {
  const branches: { readonly node: Node; readonly test: Evaluate; readonly whenTrue: Evaluate }[] = [];
  let rest: Node = node;
  while (rest.kind === 'conditional') {
    branches.push({
      node: rest.test,
      test: compileNode(rest.test, names),
      whenTrue: compileNode(rest.whenTrue, names),
    });
    rest = rest.whenFalse;
  }
  const otherwise = compileNode(rest, names);
  return (evaluation) => {
    for (const branch of branches) {
      if (requireBoolean(evaluation, branch.node, branch.test(evaluation))) return branch.whenTrue(evaluation);
    }
    return otherwise(evaluation);
  };
}
