import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_WORKFLOW_CHOICES,
  decodeValue,
  encodeValue,
  FileValue,
  type Json,
  type Value,
} from '../../src/index.ts';
import { compareValues, deepEqual, isEmptyValue, OPERATORS } from '../../src/values/compare.ts';
import { ValueSet } from '../../src/values/value-set.ts';
import { anyValue } from './arbitraries.ts';

const NEVER = { dateIsEmpty: 'never' } as const;
const ALWAYS = { dateIsEmpty: 'always' } as const;
const DAY = new Date('2023-01-01T00:00:00.000Z');

function holds(left: Value, operator: string, right: Value): boolean {
  return compareValues(left, operator, right, DEFAULT_WORKFLOW_CHOICES);
}

describe('conditions that hold', () => {
  test.each<[Value, string, Value]>([
    [80, '>', 9],
    ['a', '==', 'a'],
    ['a', '!=', 'A'],
    [0, '==', '0'],
    ['10', '>', 50 - 41],
    [true, '==', 'true'],
    ['FALSE', '==', false],
    [true, '==', 1],
    ['1', '==', true],
    [false, '==', ''],
    [null, '==', null],
    [null, '!=', ''],
    [null, '!=', 0],
    [DAY, '==', new Date(DAY)],
    [DAY, '==', '2023-01-01'],
    [DAY.getTime(), '==', DAY],
    [DAY, '!=', 'potato'],
    [DAY, '<', '2023-01-02'],
    ['1/2/23', '>', DAY],
    [{ a: [1, { b: 2 }] }, '==', { a: [1, { b: 2 }] }],
    [{ a: 1, b: 2 }, '==', { b: 2, a: 1 }],
    [[1, 2], '!=', [2, 1]],
    [{}, '!=', '{}'],
    ['a', '<', 'b'],
    ['B', '<', 'a'],
    ['2023-06-01', '>=', '2023-05-31'],
    [12, '%', 4],
    [0, '%', 4],
    [-4, '%', '4'],
    ['test', 'in', 'this is a test'],
    ['', 'in', 'a'],
    [5, 'in', 1567],
    ['a', 'in', ['b', 'a']],
    [1, 'in', ['1']],
    [{ a: 1 }, 'in', [{ a: 1 }]],
    ['i', 'not in', 'team'],
    [null, 'not in', 'team'],
    ['a', 'not in', { a: 1 }],
    [{ a: null }, 'has', 'a'],
    [{ 1: 'x' }, 'has', 1],
    [{}, "doesn't have", 'constructor'],
    ['a', "doesn't have", 'length'],
    [null, 'is empty', null],
    ['', 'is empty', null],
    [{}, 'is empty', null],
    [[], 'is empty', null],
    [0, 'is empty', null],
    [5, 'is empty', null],
    [true, 'is empty', null],
    [' ', 'is not empty', null],
    [[null], 'is not empty', null],
    [{ a: null }, 'is not empty', null],
    [DAY, 'is not empty', null],
    [1, '===', 1],
    [{ a: [DAY] }, '===', { a: [new Date(DAY)] }],
    [1, '!==', '1'],
    [true, '!==', 'true'],
  ])('%j %s %j', (left, operator, right) => {
    expect(holds(left, operator, right)).toBe(true);
  });
});

describe('conditions that do not hold', () => {
  test.each<[Value, string, Value]>([
    ['80', '>', '9'],
    [null, '<', 1],
    [null, '>=', null],
    [1, '>', null],
    ['potato', '>', 1],
    ['potato', '<=', 1],
    [{ a: 1 }, '<', { a: 2 }],
    [[1], '<', 2],
    [7, '%', 4],
    [4, '%', 0],
    ['', '%', 4],
    [null, '%', 4],
    ['i', 'in', 'team'],
    ['Test', 'in', 'this is a test'],
    [null, 'in', 'null'],
    [null, 'has', 'a'],
    [{ a: 1 }, 'has', null],
    [DAY, '>', 'potato'],
    [DAY, '==', true],
    [true, '==', 'yes'],
    ['No-code Builders', 'in', 'No-code'],
  ])('%j %s %j', (left, operator, right) => {
    expect(holds(left, operator, right)).toBe(false);
  });
});

test('an unknown operator fails the card', () => {
  expect(() => holds(1, '=', 1)).toThrow(`Unknown operator "="; use one of ${OPERATORS.join(', ')}`);
});

test('whether a date is empty is a choice; everything else is not', () => {
  const values: readonly Value[] = [
    DAY,
    null,
    '',
    0,
    1,
    false,
    {},
    [],
    'a',
    [1],
    { a: 1 },
    new FileValue('', '', new Uint8Array()),
  ];
  const without = values.map((value) => isEmptyValue(value, NEVER));
  const withDates = values.map((value) => isEmptyValue(value, ALWAYS));
  expect(without).toEqual([false, true, true, true, true, true, true, true, false, false, false, false]);
  expect(withDates).toEqual([true, ...without.slice(1)]);
});

test('each operator and its negation never agree', () => {
  const pairs = [
    ['==', '!='],
    ['in', 'not in'],
    ['has', "doesn't have"],
    ['is empty', 'is not empty'],
    ['===', '!=='],
  ] as const;
  fc.assert(
    fc.property(anyValue, anyValue, (left, right) => {
      for (const [one, other] of pairs) expect(holds(left, one, right)).toBe(!holds(left, other, right));
    }),
  );
});

test('equality holds for copies, in both directions, and sets of values agree with it', () => {
  fc.assert(
    fc.property(anyValue, anyValue, (left, right) => {
      const copy = decodeValue(JSON.parse(JSON.stringify(encodeValue(left))) as Json);
      const set = new ValueSet();
      expect(deepEqual(left, copy)).toBe(true);
      expect(deepEqual(left, right)).toBe(deepEqual(right, left));
      expect([set.add(left), set.add(copy), set.has(copy)]).toEqual([true, false, true]);
      expect(set.has(right)).toBe(deepEqual(left, right));
    }),
    { numRuns: 500 },
  );
});

test('files are equal by name, type and bytes', () => {
  const file = (name: string, ...bytes: readonly number[]) => new FileValue(name, 'text/plain', new Uint8Array(bytes));
  expect([
    deepEqual(file('a', 1, 2), file('a', 1, 2)),
    deepEqual(file('a', 1, 2), file('a', 1, 3)),
    deepEqual(file('a', 1), file('b', 1)),
    deepEqual(file('a'), { name: 'a' }),
  ]).toEqual([true, false, false, false]);
});
