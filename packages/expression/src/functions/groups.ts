import { OUTSIDE_GROUP_RULES } from '../check/features.ts';
import type { Group } from '../evaluate/context.ts';
import { asInteger, asList, asText } from '../evaluate/convert.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import { matchesWhole, patternOf, refuseRegex } from '../patterns/matches-whole.ts';
import type { Value } from '../value.ts';
import type { FunctionDefinition, Parameter } from './definition.ts';
import { groupsOf, toGroupValue } from './group-value.ts';

const MOST_GROUPS = 100;
const ID: Parameter = { name: 'id', type: 'text' };
const LIMIT: Parameter = { name: 'limit', type: 'integer', refuse: refuseLimit };

/** Questions about the groups of the person, whatever source they come from (import-semantics 6.3). */
export const GROUP_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'isMemberOfGroup',
    parameters: [ID],
    returns: 'boolean',
    doc: 'Whether the person is in the group with this id.',
    features: OUTSIDE_GROUP_RULES,
    uses: 'groups',
    run: (evaluation, id) => someGroup(evaluation, asText(evaluation, id), (group, wanted) => group.id === wanted),
  },
  {
    name: 'isMemberOfAnyGroup',
    parameters: [ID],
    repeats: 1,
    returns: 'boolean',
    doc: 'Whether the person is in one of the groups with these ids.',
    features: OUTSIDE_GROUP_RULES,
    uses: 'groups',
    run: (evaluation, ...ids) =>
      ids.some((id) => someGroup(evaluation, asText(evaluation, id), (group, wanted) => group.id === wanted)),
  },
  nameTest('isMemberOfGroupName', 'is this', (name, wanted) => name === wanted),
  nameTest('isMemberOfGroupNameStartsWith', 'starts with this', (name, wanted) => name.startsWith(wanted)),
  nameTest('isMemberOfGroupNameContains', 'contains this', (name, wanted) => name.includes(wanted)),
  {
    name: 'isMemberOfGroupNameRegex',
    parameters: [{ name: 'pattern', type: 'text', refuse: refuseRegex }],
    returns: 'boolean',
    doc: 'Whether the person is in a group whose whole name fits this regular expression (RE2 syntax).',
    features: OUTSIDE_GROUP_RULES,
    uses: 'groups',
    run: (evaluation, pattern) => {
      const source = asText(evaluation, pattern);
      if (source === null) return false;
      const compiled = patternOf(evaluation, source);
      return groupsOf(evaluation).some(({ name }) => matchesWhole(evaluation, compiled, name));
    },
  },
  {
    name: 'getFilteredGroups',
    parameters: [{ name: 'ids', type: 'list' }, { name: 'expression', type: 'expression' }, LIMIT],
    returns: 'list',
    doc: "The expression, such as 'group.name', for each of the person's groups among `ids`; at most `limit` (1 to 100).",
    features: OUTSIDE_GROUP_RULES,
    uses: 'groups',
    // The compiler evaluates the expression for each group that is returned here.
    run: (evaluation, ids, _expression, limit) => {
      const allowed = asList(evaluation, ids);
      const groups = groupsOf(evaluation);
      evaluation.work(groups.length * allowed.length);
      const chosen = groups.filter((group) => allowed.includes(group.id));
      return chosen.slice(0, asLimit(evaluation, limit)).map((group) => toGroupValue(evaluation, group));
    },
  },
  claimTest('contains', 'contains', (name, pattern) => name.includes(pattern)),
  claimTest('startsWith', 'starts with', (name, pattern) => name.startsWith(pattern)),
  claimTest('endsWith', 'ends with', (name, pattern) => name.endsWith(pattern)),
];

type NameTest = (name: string, wanted: string) => boolean;

function nameTest(name: string, relation: string, test: NameTest): FunctionDefinition {
  return {
    name,
    parameters: [{ name: 'name', type: 'text' }],
    returns: 'boolean',
    doc: `Whether the person is in a group whose name ${relation}, case-sensitive.`,
    features: OUTSIDE_GROUP_RULES,
    uses: 'groups',
    run: (evaluation, text) =>
      someGroup(evaluation, asText(evaluation, text), (group, wanted) => {
        evaluation.work(group.name.length * Math.max(1, wanted.length));
        return test(group.name, wanted);
      }),
  };
}

function claimTest(name: string, relation: string, test: NameTest): FunctionDefinition {
  return {
    name: `Groups.${name}`,
    parameters: [{ name: 'app', type: 'text' }, { name: 'pattern', type: 'text' }, LIMIT],
    returns: 'list',
    doc: `Names of the person's groups of an app (\`"OKTA"\` for the directory's own) whose name ${relation} the pattern.`,
    features: ['claim'],
    uses: 'groups',
    run: (evaluation, app, pattern, limit) => {
      const source = asText(evaluation, app);
      const text = asText(evaluation, pattern) ?? '';
      const names = groupsOf(evaluation)
        .filter((group) => (source === 'OKTA' ? group.type !== 'APP_GROUP' : group.sourceName === source))
        .map((group) => group.name);
      evaluation.work(names.reduce((sum, groupName) => sum + groupName.length * Math.max(1, text.length), 0));
      return names.filter((groupName) => test(groupName, text)).slice(0, asLimit(evaluation, limit));
    },
  };
}

function someGroup(
  evaluation: Evaluation,
  wanted: string | null,
  test: (group: Group, wanted: string) => boolean,
): boolean {
  return wanted !== null && groupsOf(evaluation).some((group) => test(group, wanted));
}

function asLimit(evaluation: Evaluation, limit: Value): number {
  const count = asInteger(evaluation, limit);
  const complaint = refuseLimit(count);
  if (complaint !== null) throw evaluation.fail('out_of_range', complaint);
  return count;
}

function refuseLimit(literal: string | number): string | null {
  const limit = Number(literal);
  return limit >= 1 && limit <= MOST_GROUPS ? null : `The limit of groups is 1 to ${MOST_GROUPS}, not ${literal}.`;
}
