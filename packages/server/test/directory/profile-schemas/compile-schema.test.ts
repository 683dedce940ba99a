import { type AttributeDefinition, BASE_USER_ATTRIBUTES, type ProfileValue } from '@headwater/protocol';
import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../../src/directory/profile-schemas/compile-schema.ts';
import { describeViolation, isViolation } from '../../../src/directory/profile-schemas/violation.ts';

const CUSTOM: readonly AttributeDefinition[] = [
  { name: 'badge', title: 'Badge', type: 'string', pattern: '[A-Z]{2}\\d+', unique: true },
  { name: 'shirt', title: 'Shirt', type: 'string', enum: ['S', 'M', 'L'], default: 'M' },
  { name: 'grade', title: 'Grade', type: 'integer', minimum: 1, maximum: 20 },
  { name: 'ratio', title: 'Ratio', type: 'number' },
  { name: 'remote', title: 'Remote', type: 'boolean', required: true },
  { name: 'tags', title: 'Tags', type: 'string[]', maxLength: 3 },
  { name: 'years', title: 'Years', type: 'integer[]', minimum: 1900 },
  { name: 'starts', title: 'Starts', type: 'string', format: 'date-time' },
  { name: 'motto', title: 'Motto', type: 'string', minLength: 3, maxLength: 5 },
];

const schema = compileSchema([...BASE_USER_ATTRIBUTES, ...CUSTOM]);

describe('parse reads text of the wire', () => {
  test.each<[string, string | null, ProfileValue]>([
    ['title', 'Dr', 'Dr'],
    ['title', '', ''],
    ['title', null, null],
    ['remote', 'true', true],
    ['remote', 'FALSE', false],
    ['grade', '12', 12],
    ['grade', '-7', -7],
    ['grade', '9007199254740991', 9007199254740991],
    ['ratio', '0.5', 0.5],
    ['ratio', '-1e3', -1000],
    ['ratio', '.5', 0.5],
    ['grade', null, null],
  ])('%s of %j', (name, text, value) => {
    expect(schema.parse(name, text)).toEqual(value);
  });

  test.each([
    ['remote', 'yes', 'true or false'],
    ['grade', '1.5', 'a decimal integer from -9007199254740991 to 9007199254740991'],
    ['grade', '9007199254740992', 'a decimal integer from -9007199254740991 to 9007199254740991'],
    ['grade', '', 'a decimal integer from -9007199254740991 to 9007199254740991'],
    ['grade', '0x10', 'a decimal integer from -9007199254740991 to 9007199254740991'],
    ['ratio', '1e999', 'a decimal number'],
    ['ratio', 'Infinity', 'a decimal number'],
    ['ratio', '1,5', 'a decimal number'],
    ['tags', 'a', 'a list, which a source cannot send'],
  ])('and refuses %s of %j', (attribute, text, detail) => {
    expect(schema.parse(attribute, text)).toEqual({ attribute, rule: 'type', detail, soft: false });
  });
});

describe('check takes', () => {
  test.each<[string, ProfileValue]>([
    ['login', 'ada@example.com'],
    ['firstName', 'A'],
    ['firstName', '𝒜'.repeat(50)],
    ['firstName', null],
    ['badge', 'AB12'],
    ['shirt', 'S'],
    ['grade', 20],
    ['tags', ['abc', 'd']],
    ['tags', []],
    ['years', [1999]],
    ['motto', '😀😀😀'],
    ['countryCode', 'DE'],
  ])('%s %j', (name, value) => {
    expect(schema.check(name, value)).toBeNull();
  });
});

describe('check refuses', () => {
  test.each<[string, ProfileValue, string, string, boolean]>([
    ['login', 'ada', 'minLength', 'at least 5 characters', false],
    ['login', 'ada.byron', 'format', 'an email address', false],
    ['login', 'ada/byron@x.org', 'characters', 'without a slash', false],
    ['login', 'ada😀@x.org', 'characters', 'without characters of four bytes, such as emoji', false],
    ['firstName', '', 'minLength', 'at least 1 character', false],
    ['firstName', 'a'.repeat(51), 'maxLength', 'at most 50 characters', false],
    ['firstName', 'a\0', 'characters', 'Unicode text without NUL', false],
    ['firstName', '\ud800', 'characters', 'Unicode text without NUL', false],
    ['firstName', 7, 'type', 'text', false],
    ['email', 'ada.example.com', 'format', 'an email address', false],
    ['badge', 'xAB12', 'pattern', 'like the pattern [A-Z]{2}\\d+', false],
    ['shirt', 'XL', 'enum', 'one of S, M, L', false],
    ['grade', 0, 'minimum', 'at least 1', false],
    ['grade', 21, 'maximum', 'at most 20', false],
    ['grade', 1.5, 'type', 'a decimal integer from -9007199254740991 to 9007199254740991', false],
    ['ratio', Number.NaN, 'type', 'a decimal number', false],
    ['remote', 'true', 'type', 'true or false', false],
    ['tags', ['abcd'], 'maxLength', 'at most 3 characters', false],
    ['tags', 'abc', 'type', 'a list of strings', false],
    ['tags', [1], 'type', 'a list of strings', false],
    ['years', [1800], 'minimum', 'at least 1900', false],
    ['motto', '😀😀', 'minLength', 'at least 3 characters', false],
    ['motto', '😀'.repeat(6), 'maxLength', 'at most 5 characters', false],
    ['countryCode', 'XX', 'format', 'a two-letter country code in capitals (ISO 3166-1)', true],
    ['preferredLanguage', 'xx', 'format', 'a language code such as en or pt-BR', true],
    ['locale', 'en-US', 'format', 'a locale such as en_US', true],
    ['timezone', 'Mars', 'format', 'a time zone such as Europe/Berlin', true],
    ['profileUrl', 'x', 'format', 'a URI with its scheme, such as https://example.com', true],
    ['starts', 'now', 'format', 'a date and time such as 2026-01-31T09:30:00Z', true],
  ])('%s %j: %s', (attribute, value, rule, detail, soft) => {
    expect(schema.check(attribute, value)).toEqual({ attribute, rule, detail, soft });
  });
});

describe('a login pattern', () => {
  function withPattern(pattern: string) {
    return compileSchema(BASE_USER_ATTRIBUTES.map((one) => (one.name === 'login' ? { ...one, pattern } : one)));
  }

  test('of anything switches the minimum length off', () => {
    expect(withPattern('.+').check('login', 'ada')).toBeNull();
  });

  test('of characters refuses others, with the pattern in the message', () => {
    expect(withPattern('[a-z]+').check('login', 'ada1')).toEqual({
      attribute: 'login',
      rule: 'pattern',
      detail: 'like the pattern [a-z]+',
      soft: false,
    });
  });
});

test('a pattern that would take exponential time elsewhere answers at once', () => {
  const hostile = compileSchema([{ name: 'x', title: 'x', type: 'string', pattern: '(a+)+b' }]);
  expect(hostile.check('x', 'a'.repeat(30_000))?.rule).toBe('pattern');
});

test('checkProfile lists missing attributes first, then what each value breaks', () => {
  const violations = schema.checkProfile({
    login: 'ada@x.org',
    firstName: '',
    lastName: null,
    email: 'x',
    grade: 99,
    other: 1,
  });
  expect(violations.map(({ attribute, rule }) => [attribute, rule])).toEqual([
    ['firstName', 'required'],
    ['lastName', 'required'],
    ['remote', 'required'],
    ['email', 'minLength'],
    ['grade', 'maximum'],
  ]);
});

test('a compiled schema knows its unique attributes and defaults', () => {
  expect([schema.unique, [...schema.defaults]]).toEqual([['badge'], [['shirt', 'M']]]);
});

test('asking about an attribute that does not exist is a TypeError', () => {
  expect(() => schema.check('nickname', 'x')).toThrow(TypeError);
});

test('no value is taken for a violation', () => {
  const values: readonly ProfileValue[] = [null, '', 'x', 0, false, [], ['x']];
  expect(values.filter(isViolation)).toEqual([]);
});

test.each([
  [
    { attribute: 'email', rule: 'required', detail: 'present', soft: false } as const,
    'email: The field cannot be left blank',
  ],
  [
    { attribute: 'x', rule: 'maxLength', detail: 'at most 5 characters', soft: false } as const,
    'x: must be at most 5 characters',
  ],
])('the sentence of a violation is $1', (violation, sentence) => {
  expect(describeViolation(violation)).toBe(sentence);
});
