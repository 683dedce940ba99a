import type { Port } from '../evaluate/context.ts';
import type { Limits } from '../limits.ts';
import type { BinaryNode, CallNode, IndexNode, MemberNode, NameNode, Node } from '../parse/node.ts';
import { type ParsedExpression, parseExpression } from '../parse/parse-expression.ts';
import { refuseRegex } from '../patterns/matches-whole.ts';
import { ExpressionError, type Problem, type Span } from '../problem.ts';
import { RESERVED_NAMES } from '../value.ts';
import { checkCall } from './check-call.ts';
import type { Feature } from './features.ts';
import { type AttributeReference, type CheckOptions, Findings } from './findings.ts';
import { groupExpressionOf, parseGroupExpression } from './group-expression.ts';
import { type Root, resolveAttribute, type ScopedAttribute } from './reference.ts';
import { findScope, type Names, SCOPES, type ScopeNames } from './scopes.ts';
import { staticType } from './static-type.ts';

/** What a check found: everything wrong, in order of position, and what the expression reads. */
interface Analysis {
  readonly problems: readonly Problem[];
  readonly references: readonly AttributeReference[];
  readonly uses: readonly Port[];
}

/** Kinds of expression in which a bare name reads the source. */
const BARE_NAMES: readonly Feature[] = ['mapping', 'username', 'outbound-mapping'];

/** Everything that is wrong with a parsed expression where it shall be saved (import-semantics 6.2, 6.3). */
export function check(expression: ParsedExpression, options: CheckOptions = {}): readonly Problem[] {
  return analyse(expression, options).problems;
}

/** The same for a text, whether or not it can be parsed: what an editor shows. Never throws {@link ExpressionError}. */
export function checkExpression(
  text: string,
  options: CheckOptions & { readonly limits?: Partial<Limits> } = {},
): readonly Problem[] {
  try {
    return check(parseExpression(text, options.limits), options);
  } catch (error) {
    if (error instanceof ExpressionError) return error.problems;
    throw error;
  }
}

/** Walks the whole tree without recursion, as chains of operators may be long. */
export function analyse({ text, root }: ParsedExpression, options: CheckOptions): Analysis {
  const findings = new Findings(text, options);
  if (options.feature === 'group-rule') requireBoolean(root, findings, 'A group rule');
  const pending: (readonly [Node, Root])[] = [[root, 'context']];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, names] = next;
    checkNode(node, names, findings);
    if (node.kind === 'projection') pending.push([node.body, 'element']);
    const inner = node.kind === 'call' ? readGroupExpression(node, findings) : null;
    if (inner !== null) pending.push([inner, 'group']);
    for (const child of children(node).toReversed()) pending.push([child, names]);
  }
  const problems = findings.problems.toSorted((left, right) => left.offset - right.offset);
  return { problems, references: findings.references, uses: [...findings.uses] };
}

/** The nodes inside a node that read the same names as it does; a scope before a dot is no node of its own. */
function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'text':
    case 'number':
    case 'boolean':
    case 'null':
    case 'name':
      return [];
    case 'member':
      return node.object.kind === 'name' ? [] : [node.object];
    case 'index':
      return node.object.kind === 'name' && findScope(node.object.name) ? [node.index] : [node.object, node.index];
    case 'call':
      return node.object === null || node.object.kind === 'name' ? node.arguments : [node.object, ...node.arguments];
    case 'projection':
      return [node.object];
    case 'list':
      return node.items;
    case 'map':
      return node.entries.map(({ value }) => value);
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.test, node.whenTrue, node.whenFalse];
  }
}

function readGroupExpression(node: CallNode, findings: Findings): Node | null {
  const literal = groupExpressionOf(node);
  if (literal === null) return null;
  try {
    return parseGroupExpression(literal);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    findings.error(error.code, { start: error.offset, end: error.end }, error.message);
    return null;
  }
}

function checkNode(node: Node, names: Root, findings: Findings): void {
  switch (node.kind) {
    case 'name':
      checkName(node, names, findings);
      break;
    case 'member':
    case 'index':
      checkAttribute(node, names, findings);
      break;
    case 'call':
      checkCall(node, findings);
      break;
    case 'unary':
      if (node.operator === '!') requireBoolean(node.operand, findings, 'The operand of !');
      break;
    case 'binary':
      checkBinary(node, findings);
      break;
    case 'conditional':
      requireBoolean(node.test, findings, 'The condition before ?');
      break;
    default:
  }
}

function checkName(node: NameNode, names: Root, findings: Findings): void {
  checkReserved(node, node.name, findings);
  const scope = findScope(node.name);
  if (names !== 'context') {
    checkElementName(node, names, findings);
  } else if (scope !== undefined) {
    const message = `${node.name} alone is not a value. Name one of its attributes, such as ${node.name}.${scope.attributes?.[0] ?? 'email'}.`;
    findings.error('unknown_name', node, message);
  } else if (findings.feature !== undefined && !BARE_NAMES.includes(findings.feature)) {
    const readable = SCOPES.filter(({ features }) => features === undefined || includes(features, findings.feature));
    const message = `${node.name} needs its scope here. Write ${readable.map(({ name }) => `${name}.…`).join(' or ')}.`;
    findings.error('unknown_name', node, message);
  } else {
    findings.reference(node, 'source', node.name, findings.scopes.source);
  }
}

function checkElementName(node: NameNode, names: Root, findings: Findings): void {
  if (names === 'element' || node.name === 'group') return;
  const message = `Only group can be read in the expression of getFilteredGroups, not ${node.name}. Write group.name.`;
  findings.error('unknown_name', node, message);
}

function checkAttribute(node: MemberNode | IndexNode, names: Root, findings: Findings): void {
  if (node.kind === 'member') checkReserved(node, node.name, findings);
  else if (node.index.kind === 'text') checkReserved(node.index, node.index.value, findings);
  if (names !== 'context') {
    if (node.object.kind === 'name') checkName(node.object, names, findings);
    return;
  }
  const resolved = resolveAttribute(node);
  if (resolved === null) checkDynamicScope(node, findings);
  else checkResolved(node, resolved, findings);
}

function checkResolved(node: Node, { kind, owner, spelling, attribute }: ScopedAttribute, findings: Findings): void {
  if (kind === 'scope') {
    const scope = findScope(spelling);
    findings.requireFeature(scope?.features, node, `${spelling}.${attribute}`);
    findings.reference(node, owner, attribute, scope?.attributes ?? attributesOf(findings.scopes, owner));
  } else {
    checkApp(node, owner, spelling, findings);
    const known = kind === 'app' ? findings.scopes.apps?.[owner] : undefined;
    findings.reference(node, spelling, attribute, known);
    findings.use(kind === 'app' ? 'appUsers' : 'appInstance');
  }
}

/** `source[x]`: which attribute is read must be known when the expression is saved. */
function checkDynamicScope(node: MemberNode | IndexNode, findings: Findings): void {
  if (node.object.kind !== 'name' || findScope(node.object.name) === undefined) return;
  const message = `The attribute of ${node.object.name} must be named. Write ${node.object.name}.x or ${node.object.name}["x"].`;
  findings.error('unknown_name', node, message);
}

function checkApp(node: Span, app: string, spelling: string, findings: Findings): void {
  const { apps } = findings.scopes;
  if (apps !== undefined && !Object.hasOwn(apps, app)) {
    const message = `${spelling} is no scope and no app here. Use source.x, or the name of an app.`;
    findings.error('unknown_name', node, message);
  } else if (findings.feature !== undefined) {
    const message = `${spelling} has no value for people who are not linked to that app yet. Use source.x where it is meant.`;
    findings.warning('explicit_app_reference', node, message);
  }
}

function checkBinary(node: BinaryNode, findings: Findings): void {
  if (node.operator === 'and' || node.operator === 'or') {
    requireBoolean(node.left, findings, `The left side of ${node.operator.toUpperCase()}`);
    requireBoolean(node.right, findings, `The right side of ${node.operator.toUpperCase()}`);
  }
  if (node.operator !== 'matches') return;
  const advice =
    'matches tests the whole text, not a part of it, and is deprecated. Prefer String.stringContains or ==.';
  findings.hint('deprecated', node, advice);
  const complaint = node.right.kind === 'text' ? refuseRegex(node.right.value) : null;
  if (complaint !== null) findings.error('invalid_pattern', node.right, complaint);
}

function requireBoolean(node: Node, findings: Findings, subject: string): void {
  const type = staticType(node);
  if (type === null || type === 'boolean') return;
  const message = `${subject} must be true or false, but is ${type === 'null' ? 'null' : `of kind ${type}`}. Compare it with something.`;
  findings.error('type_mismatch', node, message);
}

function checkReserved(span: Span, name: string, findings: Findings): void {
  if (!RESERVED_NAMES.has(name)) return;
  findings.error('reserved_name', span, `${name} is never an attribute. Use another name.`);
}

function attributesOf(scopes: ScopeNames, owner: string): Names | undefined {
  switch (owner) {
    case 'source':
    case 'user':
    case 'app':
    case 'idpuser':
      return scopes[owner];
    default:
      return undefined;
  }
}

function includes(features: readonly Feature[], feature: Feature | undefined): boolean {
  return feature !== undefined && features.includes(feature);
}
