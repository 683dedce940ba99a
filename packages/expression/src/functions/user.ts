import type { Group } from '../evaluate/context.ts';
import { asMap, asText, mismatch } from '../evaluate/convert.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { describeValue, isList, type Value, type ValueMap } from '../value.ts';
import type { FunctionDefinition } from './definition.ts';
import { groupsOf, toGroupValue } from './group-value.ts';

/** `user.*` functions (import-semantics 6.2, 6.3). */
export const USER_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'user.getGroups',
    parameters: [{ name: 'filter', type: 'map' }],
    repeats: 1,
    returns: 'list',
    doc:
      "The person's groups that fit every filter. Keys: `group.id`, `group.source.id`, `group.type`, `group.profile.name`, " +
      'each a text or a list of alternatives; `operator` is `STARTS_WITH` (default) or `EXACT` for the name.',
    uses: 'groups',
    run: (evaluation, ...filters) => {
      const tests = filters.map((filter) => compileFilter(evaluation, asMap(evaluation, filter)));
      const groups = groupsOf(evaluation).filter((group) => tests.every((test) => test(group)));
      return groups.map((group) => toGroupValue(evaluation, group));
    },
  },
  {
    name: 'user.getLinkedObject',
    parameters: [{ name: 'relation', type: 'text' }],
    returns: 'user',
    doc: 'The person at the other end of a linked object relation, such as `"manager"`; null when there is none.',
    uses: 'linkedObject',
    run: (evaluation, relation) => {
      const name = asText(evaluation, relation);
      return name === null ? null : (evaluation.context.linkedObject?.(name) ?? null);
    },
  },
  {
    name: 'user.getInternalProperty',
    parameters: [{ name: 'property', type: 'text', refuse: refuseProperty }],
    returns: 'text',
    doc: 'The `"id"` or, in group rules only, the `"status"` of the directory user.',
    uses: 'internalProperty',
    run: (evaluation, property) => {
      const name = asText(evaluation, property) ?? '';
      const complaint = refuseProperty(name);
      if (complaint !== null) throw evaluation.fail('argument_type', complaint);
      return evaluation.context.internalProperty?.(name) ?? null;
    },
  },
];

type GroupTest = (group: Group) => boolean;

const EXACT_KEYS: Readonly<Record<string, (group: Group) => string | null>> = {
  'group.id': (group) => group.id,
  'group.source.id': (group) => group.sourceId,
  'group.type': (group) => group.type,
};
const NAME_KEY = 'group.profile.name';
const OPERATOR_KEY = 'operator';

/** Keys of one filter are all to be met; the values of a key are alternatives. */
function compileFilter(evaluation: Evaluation, filter: ValueMap): GroupTest {
  const startsWith = readOperator(evaluation, filter[OPERATOR_KEY] ?? 'STARTS_WITH') === 'STARTS_WITH';
  const tests = Object.keys(filter)
    .filter((key) => key !== OPERATOR_KEY)
    .map((key) => {
      const wanted = alternatives(evaluation, filter[key] ?? null);
      const read = Object.hasOwn(EXACT_KEYS, key) ? EXACT_KEYS[key] : undefined;
      if (read !== undefined) return (group: Group) => oneOf(evaluation, read(group), wanted);
      if (key === NAME_KEY) return (group: Group) => oneName(evaluation, group.name, wanted, startsWith);
      const known = [...Object.keys(EXACT_KEYS), NAME_KEY, OPERATOR_KEY].join(', ');
      throw evaluation.fail('argument_type', `user.getGroups knows no key ${describeValue(key)}. Use ${known}.`);
    });
  return (group) => tests.every((test) => test(group));
}

function readOperator(evaluation: Evaluation, operator: Value): 'EXACT' | 'STARTS_WITH' {
  if (operator === 'EXACT' || operator === 'STARTS_WITH') return operator;
  const message = `The operator of user.getGroups is EXACT or STARTS_WITH, not ${describeValue(operator)}.`;
  throw evaluation.fail('argument_type', message);
}

function alternatives(evaluation: Evaluation, value: Value): readonly string[] {
  const list = isList(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === 'string') return item;
    throw mismatch(evaluation, 'texts to compare groups with', item, '');
  });
}

function oneOf(evaluation: Evaluation, value: string | null, wanted: readonly string[]): boolean {
  evaluation.work(wanted.length);
  return value !== null && wanted.includes(value);
}

/** A trailing `.*` makes a prefix of the name before it, whatever the operator. */
function oneName(evaluation: Evaluation, name: string, wanted: readonly string[], startsWith: boolean): boolean {
  evaluation.work(wanted.reduce((sum, text) => sum + text.length, 1));
  return wanted.some((text) => {
    if (text.endsWith('.*')) return name.startsWith(text.slice(0, -2));
    return startsWith ? name.startsWith(text) : name === text;
  });
}

function refuseProperty(literal: string | number): string | null {
  if (literal === 'id' || literal === 'status') return null;
  return `user.getInternalProperty knows "id" and "status", not ${describeValue(literal)}.`;
}
