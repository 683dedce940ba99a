import { describe, expect, test } from 'vitest';
import {
  type CheckOptions,
  check,
  checkExpression,
  compileExpression,
  ExpressionError,
  parseExpression,
} from '../../src/index.ts';

const SOURCE = ['firstName', 'lastName', 'email', 'department'];
const MAPPING: CheckOptions = { feature: 'mapping', scopes: { source: SOURCE } };
const GROUP_RULE: CheckOptions = { feature: 'group-rule', scopes: { user: ['department', 'salary'] } };

function found(text: string, options: CheckOptions = {}): readonly (readonly [string, string, number])[] {
  return checkExpression(text, options).map(({ severity, code, offset }) => [severity, code, offset] as const);
}

test('a sound mapping has no problems, in every spelling of the source', () => {
  const text = 'source.firstName + appuser.lastName + appUser["email"] + department + org.name';
  expect(check(parseExpression(text), MAPPING)).toEqual([]);
});

test('all problems are reported, in order, each with its place and remedy', () => {
  expect(checkExpression('source.fristName +\nstring.len(user.email) + String.len()', MAPPING)).toEqual([
    {
      code: 'unknown_attribute',
      severity: 'error',
      message: 'source has no attribute fristName. Did you mean firstName?',
      offset: 0,
      end: 16,
      line: 1,
      column: 1,
    },
    {
      code: 'unknown_function',
      severity: 'error',
      message: 'There is no function string.len. Did you mean String.len?',
      offset: 19,
      end: 41,
      line: 2,
      column: 1,
    },
    {
      code: 'not_allowed',
      severity: 'error',
      message:
        'user.email is not allowed in attribute mappings into the directory; it is allowed in attribute mappings into an app, group rules, token claims.',
      offset: 30,
      end: 40,
      line: 2,
      column: 12,
    },
    {
      code: 'argument_count',
      severity: 'error',
      message: 'String.len was given 0 arguments. Write String.len(s).',
      offset: 44,
      end: 56,
      line: 2,
      column: 26,
    },
  ]);
});

test('compiling throws every error of the check, the first as the message', () => {
  const compile = () => compileExpression('source.x + source.y', MAPPING);
  expect(compile).toThrow(ExpressionError);
  expect(compile).toThrow('source has no attribute x. Add it to the schema first.');
  try {
    compile();
  } catch (error) {
    expect(error instanceof ExpressionError && error.problems.map(({ offset }) => offset)).toEqual([0, 11]);
  }
});

test('a text that cannot be parsed has that one problem', () => {
  expect(found('source.firstName +', MAPPING)).toEqual([['error', 'unexpected_end', 18]]);
});

describe('names', () => {
  test.each([
    ['nickName', MAPPING, [['error', 'unknown_attribute', 0]]],
    ['appuser["nickName"]', MAPPING, [['error', 'unknown_attribute', 0]]],
    ['source', MAPPING, [['error', 'unknown_name', 0]]],
    ['source[firstName]', MAPPING, [['error', 'unknown_name', 0]]],
    ['org.domain', {}, [['error', 'unknown_attribute', 0]]],
    ['source.__proto__', {}, [['error', 'reserved_name', 0]]],
    ['constructor', {}, [['error', 'reserved_name', 0]]],
    ['source["prototype"]', {}, [['error', 'reserved_name', 7]]],
    ['{1}.![constructor]', {}, [['error', 'reserved_name', 6]]],
    ['department', GROUP_RULE, [['error', 'unknown_name', 0]]],
    ['zendesk.firstName', { scopes: { apps: { zendesk: ['firstName'] } } }, []],
    ['zendesk.lastName', { scopes: { apps: { zendesk: ['firstName'] } } }, [['error', 'unknown_attribute', 0]]],
    ['zendesk.lastName', { scopes: { apps: { zendesk: null } } }, []],
    ['zendsk.firstName', { scopes: { apps: { zendesk: null } } }, [['error', 'unknown_name', 0]]],
    ['user.getLinkedObject("boss").x', { scopes: { linkedObjects: ['manager'] } }, [['error', 'unknown_name', 21]]],
    ['user.getLinkedObject("manager").x', { scopes: { linkedObjects: ['manager'] } }, []],
  ] satisfies readonly [string, CheckOptions, unknown][])('%s', (text, options, expected) => {
    expect(found(text, options)).toEqual(expected);
  });
});

describe('where things may stand', () => {
  test.each([
    ['user.department == "Sales"', 'group-rule', []],
    ['String.stringContains(user.department, "Sales")', 'group-rule', []],
    ['Arrays.contains(user.tags, "blue")', 'group-rule', []],
    ['user.getInternalProperty("status") == "ACTIVE"', 'group-rule', []],
    ['Convert.toInt("2018") == user.year', 'group-rule', [['error', 'not_allowed', 0]]],
    [
      'toUpperCase(user.x) == "X"',
      'group-rule',
      [
        ['error', 'not_allowed', 0],
        ['hint', 'deprecated', 0],
      ],
    ],
    ['Time.now() == user.x', 'group-rule', [['error', 'not_allowed', 0]]],
    ['isMemberOfGroup("x")', 'group-rule', [['error', 'not_allowed', 0]]],
    ['source.x == "a"', 'group-rule', [['error', 'not_allowed', 0]]],
    ['"Sales"', 'group-rule', [['error', 'type_mismatch', 0]]],
    ['user.getInternalProperty("status")', 'mapping', [['error', 'not_allowed', 0]]],
    ['user.getInternalProperty("id")', 'mapping', []],
    ['user.getLinkedObject("manager").lastName', 'mapping', []],
    ['user.email', 'mapping', [['error', 'not_allowed', 0]]],
    ['user.email', 'username', [['error', 'not_allowed', 0]]],
    ['user.email', 'outbound-mapping', []],
    ['app.domain', 'mapping', [['error', 'not_allowed', 0]]],
    ['session.amr', 'claim', []],
    ['access.scope', 'mapping', [['error', 'not_allowed', 0]]],
    ['Groups.contains("OKTA", "x", 1)', 'claim', []],
    ['Groups.contains("OKTA", "x", 1)', 'mapping', [['error', 'not_allowed', 0]]],
    ['idpuser.email', 'idp-username', []],
    ['zendesk.firstName', 'username', [['warning', 'explicit_app_reference', 0]]],
    ['mail_app.domain', 'mapping', [['warning', 'explicit_app_reference', 0]]],
  ] as const)('%s in %s', (text, feature, expected) => {
    expect(found(text, { feature })).toEqual(expected);
  });
});

describe('arguments', () => {
  test.each([
    ['String.substring("abc", "x", 2)', [['error', 'argument_type', 24]]],
    ['String.substring("abc", 0.5, 2)', [['error', 'argument_type', 24]]],
    ['String.substring("abc", "1", 2)', []],
    ['String.len({1})', [['error', 'argument_type', 11]]],
    ['String.len(user.getGroups({"group.id": "x"}))', [['error', 'argument_type', 11]]],
    ['Arrays.size(true)', [['error', 'argument_type', 12]]],
    ['Arrays.size("a,b")', []],
    ['user.getGroups("x")', [['error', 'argument_type', 15]]],
    ['Arrays.get({1})', [['error', 'argument_count', 0]]],
    ['Time.now("UTC", "yyyy", 1)', [['error', 'argument_count', 0]]],
    ['String.join(",")', [['error', 'argument_count', 0]]],
    ['String.stringSwitch("a", "b", "c", "d", "e")', [['error', 'argument_count', 0]]],
    ['Time.now("Nowhere")', [['error', 'argument_type', 9]]],
    ['Time.fromStringToIso8601("x", "b")', [['error', 'argument_type', 30]]],
    ['isMemberOfGroupNameRegex("(")', [['error', 'argument_type', 25]]],
    ['getManagerUser("ldap").x', [['error', 'argument_type', 15]]],
    ['getFilteredGroups({"x"}, "group.", 1)', [['error', 'unexpected_end', 32]]],
    ['getFilteredGroups({"x"}, "nme", 1)', [['error', 'unknown_name', 26]]],
    ['source.x.toUpperCase()', [['error', 'unknown_function', 0]]],
    ['len("x")', [['error', 'unknown_function', 0]]],
  ] as const)('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('conditions', () => {
  test.each([
    ['"a" ? 1 : 2', [['error', 'type_mismatch', 0]]],
    ['source.x ? 1 : 2', []],
    ['source.a AND String.len(source.b)', [['error', 'type_mismatch', 13]]],
    ['!null', [['error', 'type_mismatch', 1]]],
    ['1 - 2 OR true', [['error', 'type_mismatch', 0]]],
    ['source.x matches "[a-z]+"', [['hint', 'deprecated', 0]]],
    [
      'source.x matches "(?=x)"',
      [
        ['hint', 'deprecated', 0],
        ['error', 'invalid_pattern', 17],
      ],
    ],
  ] as const)('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

test('suggestions find a function by its last part', () => {
  expect(checkExpression('trim(x) + stringContains("a", "b")').map(({ message }) => message)).toEqual([
    'There is no function trim.',
    'There is no function stringContains. Did you mean String.stringContains?',
  ]);
});

test('a compiled expression says what it reads and which look-ups it makes', () => {
  const text =
    'source.firstName + appuser.firstName + email + org.name + zendesk.x + mail_app.y + ' +
    'user.getLinkedObject("manager").lastName + Time.now()';
  const { references, uses, notices } = compileExpression(text);
  expect({ references, uses, notices }).toEqual({
    references: [
      { scope: 'source', attribute: 'firstName' },
      { scope: 'source', attribute: 'email' },
      { scope: 'org', attribute: 'name' },
      { scope: 'zendesk', attribute: 'x' },
      { scope: 'mail_app', attribute: 'y' },
    ],
    uses: ['appUsers', 'appInstance', 'linkedObject', 'clock'],
    notices: [],
  });
});

test('notices of a compiled expression are its warnings and hints', () => {
  const { notices } = compileExpression('toUpperCase(zendesk.x)', { feature: 'mapping' });
  expect(notices.map(({ severity, code }) => [severity, code])).toEqual([
    ['hint', 'deprecated'],
    ['warning', 'explicit_app_reference'],
  ]);
});
