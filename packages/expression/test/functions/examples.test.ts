import { describe, expect, test } from 'vitest';
import { compileExpression, type EvaluationContext, ExpressionError, FUNCTIONS } from '../../src/index.ts';
import { ARRAY_EXAMPLES } from './examples/arrays.ts';
import { CONVERT_EXAMPLES } from './examples/convert.ts';
import { PERSON } from './examples/example.ts';
import { GROUP_EXAMPLES } from './examples/groups.ts';
import { PEOPLE_EXAMPLES } from './examples/people.ts';
import { STRING_EXAMPLES } from './examples/string.ts';
import { TIME_EXAMPLES } from './examples/time.ts';

const EXAMPLES = [
  ...STRING_EXAMPLES,
  ...ARRAY_EXAMPLES,
  ...CONVERT_EXAMPLES,
  ...TIME_EXAMPLES,
  ...GROUP_EXAMPLES,
  ...PEOPLE_EXAMPLES,
];

function outcomeOf(expression: string, context: EvaluationContext): unknown {
  try {
    return compileExpression(expression).evaluate(context);
  } catch (error) {
    if (error instanceof ExpressionError) return { error: error.code };
    throw error;
  }
}

test.each(EXAMPLES)('%s', (expression, expected) => {
  expect(outcomeOf(expression, PERSON)).toEqual(expected);
});

test('every function has an example', () => {
  const called = new Set(EXAMPLES.flatMap(([expression]) => expression.match(/[A-Za-z0-9.]+(?=\()/g) ?? []));
  expect(FUNCTIONS.map(({ name }) => name).filter((name) => !called.has(name))).toEqual([]);
});

test('no two functions share a name', () => {
  const names = FUNCTIONS.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

describe('without any port', () => {
  test.each([
    ['isMemberOfGroup("g1")', false],
    ['user.getGroups({"group.id": "g1"})', []],
    ['user.getLinkedObject("manager").lastName', null],
    ['user.getInternalProperty("id")', null],
    ['getManagerUser("active_directory").firstName', null],
    ['hasDirectoryUser()', false],
    ['findSourceUser("Payroll").grade', null],
    ['mail.userName', null],
    ['mail_app.domain', null],
    ['source.firstName', null],
    ['firstName', null],
    ['Time.now()', { error: 'no_clock' }],
  ])('%s is %j', (expression, expected) => {
    expect(outcomeOf(expression, {})).toEqual(expected);
  });
});
