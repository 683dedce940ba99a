import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CardError,
  convertTo,
  type DeclaredType,
  FileValue,
  toBoolean,
  toDate,
  toList,
  toNumber,
  toObject,
  toText,
  type Value,
} from '../../src/index.ts';
import { anyValue } from './arbitraries.ts';

const FILE = new FileValue('a.txt', 'text/plain', new TextEncoder().encode('grüß'));

function outcome(convert: (value: Value) => Value, value: Value): Value | { error: string; kind: string } {
  try {
    return convert(value);
  } catch (error) {
    if (error instanceof CardError) return { error: error.message, kind: error.facts.kind };
    throw error;
  }
}

function failure(what: string, to: string): { error: string; kind: string } {
  return { error: `Invalid type conversion: ${what} cannot be used as ${to}`, kind: 'type_conversion' };
}

describe('to text', () => {
  test.each<[Value, string]>([
    [null, ''],
    ['a', 'a'],
    [1.5, '1.5'],
    [1e21, '1e+21'],
    [true, 'true'],
    [false, 'false'],
    [new Date('2016-09-07T16:55:25.67Z'), '2016-09-07T16:55:25.670Z'],
    [new Date(Number.NaN), ''],
    [[1, 'a', null], '[1,"a",null]'],
    [{ at: new Date(0), b: [{}] }, '{"at":"1970-01-01T00:00:00.000Z","b":[{}]}'],
    [FILE, 'grüß'],
    [{ file: FILE }, '{"file":{"name":"a.txt","contentType":"text/plain","size":6}}'],
  ])('%j is %j', (value, text) => {
    expect(toText(value)).toBe(text);
  });

  test('refuses a text beyond the bound', () => {
    const item = 'x'.repeat(1024 * 1024);
    expect(outcome(toText, Array<Value>(17).fill(item))).toEqual({
      error: `A text of ${17 * (item.length + 3) + 1} characters exceeds the limit of 16777216; work on it in parts`,
      kind: 'limit_exceeded',
    });
  });

  test('refuses a value too deep for JSON', () => {
    let value: Value = [];
    for (let level = 0; level < 100_000; level++) value = level % 2 === 0 ? [value] : { a: value };
    expect(outcome(toText, value)).toEqual({
      error: 'Value is nested deeper than 500 levels; flatten it before this card',
      kind: 'limit_exceeded',
    });
  });
});

describe('to a number', () => {
  test.each<[Value, Value | { error: string; kind: string }]>([
    [null, null],
    ['', null],
    ['  ', null],
    [' 12.5 ', 12.5],
    ['1e3', 1000],
    ['-0', -0],
    [7, 7],
    [true, 1],
    [false, 0],
    [new Date(5), 5],
    ['potato', failure('text "potato"', 'number')],
    ['Infinity', failure('text "Infinity"', 'number')],
    ['1,5', failure('text "1,5"', 'number')],
    ['x'.repeat(100), failure(`text "${'x'.repeat(60)}…"`, 'number')],
    [[1], failure('list', 'number')],
    [{}, failure('object', 'number')],
    [FILE, failure('file', 'number')],
  ])('%j is %j', (value, expected) => {
    expect(outcome(toNumber, value)).toEqual(expected);
  });
});

describe('to true or false', () => {
  test.each<[Value, boolean]>([
    [null, false],
    ['', false],
    ['false', false],
    ['FALSE', false],
    ['False', false],
    ['true', true],
    ['no', true],
    [' ', true],
    ['0', true],
    [0, false],
    [-0, false],
    [Number.NaN, false],
    [-1, true],
    [true, true],
    [[], true],
    [{}, true],
    [new Date(0), true],
  ])('%j is %j', (value, expected) => {
    expect(toBoolean(value)).toBe(expected);
  });
});

describe('to a list', () => {
  test.each<[Value, Value]>([
    [null, []],
    [[null], [null]],
    ['a', ['a']],
    ['[1]', ['[1]']],
    [{ a: 1 }, [{ a: 1 }]],
  ])('%j is %j', (value, expected) => {
    expect(toList(value)).toEqual(expected);
  });
});

describe('to an object', () => {
  test.each<[Value, Value | { error: string; kind: string }]>([
    [null, {}],
    ['', {}],
    [' ', {}],
    [{ a: 1 }, { a: 1 }],
    ['{"a":1}', { a: 1 }],
    [['x', 'y'], { '0': 'x', '1': 'y' }],
    ['[1]', failure('text "[1]"', 'object')],
    ['potato', failure('text "potato"', 'object')],
    [5, failure('number', 'object')],
    [true, failure('true/false', 'object')],
    [new Date(0), failure('date', 'object')],
    [FILE, failure('file', 'object')],
  ])('%j is %j', (value, expected) => {
    expect(outcome(toObject, value)).toEqual(expected);
  });
});

describe('to an instant', () => {
  test.each<[Value, Value | { error: string; kind: string }]>([
    [null, null],
    ['', null],
    [' ', null],
    ['1/1/18', new Date('2018-01-01T00:00:00.000Z')],
    [1000, new Date(1000)],
    [new Date(7), new Date(7)],
    [1e300, failure('number', 'date')],
    [Number.NaN, failure('number', 'date')],
    ['potato', failure('text "potato"', 'date')],
    [true, failure('true/false', 'date')],
    [[1], failure('list', 'date')],
  ])('%j is %j', (value, expected) => {
    expect(outcome(toDate, value)).toEqual(expected);
  });
});

describe('to a declared type', () => {
  test.each<[DeclaredType, boolean, Value, Value]>([
    ['string', false, 1, '1'],
    ['number', false, '1', 1],
    ['boolean', false, 'FALSE', false],
    ['Date', false, '2020-01-01', new Date('2020-01-01T00:00:00.000Z')],
    ['object', false, '{"a":1}', { a: 1 }],
    ['object', false, '[1]', [1]],
    ['object', false, 'potato', 'potato'],
    ['object', false, [1], [1]],
    ['object', false, 5, 5],
    ['*', false, 5, 5],
    ['file', false, 'x', 'x'],
    ['string', true, { a: 1 }, [{ a: 1 }]],
    ['string', true, [1, { a: 1 }], [1, { a: 1 }]],
  ])('%s (list: %j) of %j is %j', (type, isList, value, expected) => {
    expect(convertTo(type, isList, value)).toEqual(expected);
  });

  test('null stays null whatever the type', () => {
    const types: readonly DeclaredType[] = [
      'string',
      'number',
      'boolean',
      'Date',
      'object',
      'file',
      'flo',
      'folder',
      '*',
    ];
    const converted = types.flatMap((type) => [convertTo(type, false, null), convertTo(type, true, null)]);
    expect(converted).toEqual(converted.map(() => null));
  });
});

test('conversions either give a value of their type or fail as a card does', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(typeof toText(value)).toBe('string');
      expect(typeof toBoolean(value)).toBe('boolean');
      expect(Array.isArray(toList(value))).toBe(true);
      for (const convert of [toNumber, toDate, toObject]) outcome(convert, value);
    }),
  );
});
