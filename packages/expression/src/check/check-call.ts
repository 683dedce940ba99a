import type { FunctionDefinition, Parameter, ValueType } from '../functions/definition.ts';
import { signature } from '../functions/definition.ts';
import { findFunction, suggestFunction } from '../functions/table.ts';
import { type CallNode, calleeName, type Node } from '../parse/node.ts';
import { describeValue } from '../value.ts';
import type { Findings } from './findings.ts';
import { literalValue, type StaticType, staticType } from './static-type.ts';

/** Checks that the function exists, is allowed here and gets arguments that it can use. */
export function checkCall(node: CallNode, findings: Findings): void {
  const callee = calleeName(node);
  const definition = callee === null ? undefined : findFunction(callee);
  if (definition === undefined) {
    const seen = callee ?? node.name;
    findings.error('unknown_function', node, `There is no function ${seen}.${suggestFunction(seen)}`);
    return;
  }
  checkUse(node, definition, findings);
  checkCount(node, definition, findings);
  for (const [index, argument] of node.arguments.entries()) {
    const parameter = parameterAt(definition, index);
    if (parameter !== undefined) checkArgument(definition, parameter, argument, findings);
  }
}

function checkUse(node: CallNode, definition: FunctionDefinition, findings: Findings): void {
  const { name } = definition;
  findings.requireFeature(definition.features, node, name);
  if (definition.deprecated !== undefined) {
    findings.hint('deprecated', node, `${name} is an old spelling. Write ${definition.deprecated}.`);
  }
  const [property] = node.arguments;
  const readsStatus = name === 'user.getInternalProperty' && property?.kind === 'text' && property.value === 'status';
  if (readsStatus) findings.requireFeature(['group-rule'], node, 'user.getInternalProperty("status")');
  if (definition.uses !== undefined) findings.use(definition.uses);
  const [relation] = node.arguments;
  if (name === 'user.getLinkedObject' && relation?.kind === 'text') findings.linkedObject(relation, relation.value);
}

function checkCount(node: CallNode, definition: FunctionDefinition, findings: Findings): void {
  const { parameters, repeats = 0 } = definition;
  const given = node.arguments.length;
  const least = parameters.filter((parameter) => parameter.optional !== true).length;
  const fits = repeats === 0 ? given <= parameters.length : (given - parameters.length) % repeats === 0;
  if (given >= least && fits) return;
  const message = `${definition.name} was given ${given} argument${given === 1 ? '' : 's'}. Write ${signature(definition)}.`;
  findings.error('argument_count', node, message);
}

/** The parameter that an argument fills; the last ones come again and again where the function repeats them. */
function parameterAt({ parameters, repeats = 0 }: FunctionDefinition, index: number): Parameter | undefined {
  if (index < parameters.length || repeats === 0) return parameters[index];
  const first = parameters.length - repeats;
  return parameters[first + ((index - first) % repeats)];
}

function checkArgument(definition: FunctionDefinition, parameter: Parameter, node: Node, findings: Findings): void {
  const type = staticType(node);
  const literal = literalValue(node);
  if (!accepts(parameter.type, type, literal)) {
    const seen = literal === null ? describeType(type) : describeValue(literal);
    const wanted = describeType(parameter.type);
    const message = `The argument ${parameter.name} of ${definition.name} must be ${wanted}, but is ${seen}.`;
    findings.error('argument_type', node, message);
    return;
  }
  const complaint = literal === null ? null : (parameter.refuse?.(literal) ?? null);
  if (complaint !== null) findings.error('argument_type', node, complaint);
}

/** What SpEL would convert is accepted: numbers and Booleans to text, digits to numbers, CSV to a list. */
function accepts(wanted: ValueType, type: StaticType | null, literal: string | number | null): boolean {
  if (wanted === 'expression') return type === 'text' && literal !== null;
  if (wanted === 'any' || type === null || type === wanted) return true;
  switch (wanted) {
    case 'text':
      return type === 'integer' || type === 'number' || type === 'boolean' || type === 'null';
    case 'integer':
      return type === 'number'
        ? literal === null
        : type === 'text' && (literal === null || /^[+-]?\d+$/.test(String(literal)));
    case 'list':
      return type === 'text' || type === 'null';
    default:
      return false;
  }
}

function describeType(type: StaticType | null): string {
  switch (type) {
    case 'text':
      return 'a text';
    case 'integer':
      return 'a whole number';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'list':
      return 'a list';
    case 'map':
      return "an object such as {'group.type': 'OKTA_GROUP'}";
    case 'user':
      return 'a person';
    case 'expression':
      return "an expression in quotes, such as 'group.name'";
    case 'null':
      return 'null';
    default:
      return 'something else';
  }
}
