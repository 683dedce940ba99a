import { describe, expect, test } from 'vitest';
import { compileExpression, ExpressionError, type Value } from '../../src/index.ts';
import { PERSON } from '../functions/examples/example.ts';

function outcomeOf(expression: string): unknown {
  try {
    return compileExpression(expression).evaluate(PERSON);
  } catch (error) {
    if (error instanceof ExpressionError) return { error: error.code };
    throw error;
  }
}

const MISMATCH = { error: 'type_mismatch' };

describe.each<[string, readonly (readonly [string, Value | { readonly error: string }])[]]>([
  [
    '+ and -',
    [
      ['firstName + " " + lastName', 'Ada Byron'],
      ['firstName + lastName', 'AdaByron'],
      ['1 + 2', 3],
      ['1 + 2 + "x"', '3x'],
      ['"x" + 1 + 2', 'x12'],
      ['"x" + 2.5 + true', 'x2.5true'],
      ['middleName + "x"', 'x'],
      ['"x" + null', 'x'],
      ['"x" + null + "y" + middleName + "z"', 'xyz'],
      ['null + null', null],
      ['null + 1', MISMATCH],
      ['true + 1', MISMATCH],
      ['"x" + {1}', MISMATCH],
      ['7 - 2 - 1', 4],
      ['10 - 2 + 3 - 1', 10],
      ['"7" - 2', MISMATCH],
      ['-level', -7],
      ['- - level', 7],
      ['-firstName', MISMATCH],
      ['-null', MISMATCH],
      ['0 - 0', 0],
      ['-0', 0],
    ],
  ],
  [
    'comparisons',
    [
      ['1 == 1.0', true],
      ['"1" == 1', false],
      ['"a" == "A"', false],
      ['null == null', true],
      ['middleName == null', true],
      ['cleared == null', false],
      ['cleared == ""', true],
      ['"" == null', false],
      ['{1, {"a"}} == {1, {"a"}}', true],
      ['{1} == {1, 2}', false],
      ['{1} == 1', false],
      ['{"a": 1} == {"a": 1}', true],
      ['{"a": 1} == {"b": 1}', false],
      ['{"a": 1} != {"a": 2}', true],
      ['level >= 7', true],
      ['level > 7', false],
      ['level <= 7', true],
      ['"b" > "a"', true],
      ['"B" < "a"', true],
      ['null < 1', true],
      ['1 < null', false],
      ['null >= null', true],
      ['null <= "a"', true],
      ['1 < "2"', MISMATCH],
      ['true < false', MISMATCH],
    ],
  ],
  [
    'matches',
    [
      ['"engineer" matches "(?i)ENGINEER"', true],
      ['"senior engineer" matches "engineer"', false],
      ['middleName matches ".*"', false],
      ['level matches "7"', MISMATCH],
      ['"a" matches "(" + ""', { error: 'invalid_pattern' }],
    ],
  ],
  [
    'logic',
    [
      ['true AND false', false],
      ['true && true and active', true],
      ['false OR true', true],
      ['false || false or false', false],
      ['false AND firstName', false],
      ['true OR firstName', true],
      ['true AND firstName', MISMATCH],
      ['firstName AND true', MISMATCH],
      ['middleName OR true', MISMATCH],
      ['!active', false],
      ['!active == false', true],
      ['!middleName', MISMATCH],
    ],
  ],
  [
    'choices',
    [
      ['active ? "yes" : "no"', 'yes'],
      ['level == 1 ? "a" : level == 7 ? "b" : "c"', 'b'],
      ['level == 1 ? "a" : level == 2 ? "b" : "c"', 'c'],
      ['active ? "yes" : firstName - 1', 'yes'],
      ['firstName ? 1 : 2', MISMATCH],
      ['middleName ? 1 : 2', MISMATCH],
      ['cleared ?: firstName', 'Ada'],
      ['middleName ?: cleared ?: "z"', 'z'],
      ['0 ?: 1', 0],
      ['false ?: true', false],
      ['cleared != "" AND cleared != null ? cleared : lastName', 'Byron'],
    ],
  ],
  [
    'parts of values',
    [
      ['{1, 2, 3}[0]', 1],
      ['tags[1]', 'blue'],
      ['tags[2]', { error: 'out_of_range' }],
      ['tags["x"]', MISMATCH],
      ['middleName[0]', null],
      ['middleName.x', null],
      ['firstName[0]', MISMATCH],
      ['tags[0].length', MISMATCH],
      ['{tags}[0].size', MISMATCH],
      ['{"a": {"b": 5}}.a.b', 5],
      ['{"a": 5}["a"]', 5],
      ['{"a": 5}["b"]', null],
      ['{"a": 5}["constructor"]', { error: 'reserved_name' }],
      ['{"a": 5}["construct" + "or"]', null],
      ['{"a": 5}["to" + "String"]', null],
      ['{{"n": 1}, {"n": 2}}.![n]', [1, 2]],
      ['{{"n": 1}, {"m": 2}, 3}.![n]', [1, null, null]],
      ['{{"n": {{"m": 1}}}}.![n.![m]]', [[1]]],
      ['{{"n": "a"}}.![String.toUpperCase(n)]', ['A']],
      ['(middleName).![n]', null],
      ['(firstName).![n]', MISMATCH],
    ],
  ],
  [
    'scopes',
    [
      ['source.firstName == appuser.firstName AND appUser.firstName == firstName', true],
      ['source["firstName"]', 'Ada'],
      ['user.salary', 10],
      ['app.region', 'eu'],
      ['org.name + "." + org.subDomain', 'Acme.acme'],
      ['idpuser.firstName', 'Ida'],
      ['session.amr', ['pwd']],
      ['access.scope', ['openid']],
      ['mail.userName', 'ada.b'],
      ['mail_app.domain', 'acme.example'],
      ['chat.userName', null],
      ['source.toString', null],
      ['source.hasOwnProperty', null],
    ],
  ],
])('%s', (_title, rows) => {
  test.each(rows)('%s', (expression, expected) => {
    expect(outcomeOf(expression)).toEqual(expected);
  });
});

describe('errors of an evaluation', () => {
  test.each([
    ['firstName + String.substring(lastName, 0, 99)', 'out_of_range', 12, 45],
    ['active ? Convert.toInt(firstName) : 1', 'not_a_number', 9, 33],
    ['true AND\n lastName', 'type_mismatch', 10, 18],
    ['String.toUpperCase(firstName) < level', 'type_mismatch', 0, 37],
  ])('%j is %s from %i to %i', (expression, code, offset, end) => {
    try {
      compileExpression(expression).evaluate(PERSON);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      expect([error.code, error.offset, error.end]).toEqual([code, offset, end]);
    }
  });

  test('say what was seen and what to do', () => {
    const run = () => compileExpression('String.substring(lastName, 0, 20)').evaluate(PERSON);
    expect(run).toThrow(
      'String.substring was asked for the characters from 0 to 20 of a text of 5. Test String.len first.',
    );
  });

  test('leave the expression usable', () => {
    const expression = compileExpression('Convert.toInt(x)');
    expect(() => expression.evaluate({ source: { x: 'no' } })).toThrow(ExpressionError);
    expect(expression.evaluate({ source: { x: '5' } })).toBe(5);
  });
});

test('what a port throws passes through', () => {
  const failure = new RangeError('the directory is away');
  const context = {
    groups: () => {
      throw failure;
    },
  };
  expect(() => compileExpression('isMemberOfGroup("x")').evaluate(context)).toThrow(failure);
});

test('a port may evaluate the same expression for someone else', () => {
  const expression = compileExpression('firstName + user.getLinkedObject("manager").name');
  const context = {
    source: { firstName: 'Ada' },
    linkedObject: () => ({ name: expression.evaluate({ source: { firstName: 'Mia' } }) }),
  };
  expect(expression.evaluate(context)).toBe('AdaMia');
});

test('one context object serves many records', () => {
  const expression = compileExpression('source.n + "!"');
  const context: { source: { readonly n: string } } = { source: { n: 'a' } };
  const values = ['a', 'b', 'c'].map((n) => {
    context.source = { n };
    return expression.evaluate(context);
  });
  expect(values).toEqual(['a!', 'b!', 'c!']);
});
