import { describe, expect, test } from 'vitest';
import type { ColumnType, TableColumn } from '../../src/pack/pack.ts';
import { CardError } from '../../src/run/card-error.ts';
import { changedCells, newCells, toCell } from '../../src/tables/cell.ts';
import type { Value } from '../../src/values/value.ts';

const column = (type: ColumnType, defaultText: string | null = null): TableColumn => ({
  name: `a ${type}`,
  type,
  default: defaultText,
});

function failure(run: () => unknown): { kind: string; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof CardError) return { kind: error.facts.kind, message: error.message };
    throw error;
  }
  throw new TypeError('It did not fail');
}

describe('a cell', () => {
  test.each<[ColumnType, Value, Value]>([
    ['str', 'a', 'a'],
    ['str', '', ''],
    ['str', null, null],
    ['str', 5, '5'],
    ['str', true, 'true'],
    ['str', { a: [1] }, '{"a":[1]}'],
    ['str', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['str', 'lone \ud800', 'lone \ufffd'],
    ['dec', '10.50', 10.5],
    ['dec', 0, 0],
    ['dec', '', null],
    ['dec', '-0', 0],
    ['ctr', '3', 3],
    ['bln', 'FALSE', false],
    ['bln', 'yes', true],
    ['bln', 0, false],
    ['bln', '', null],
    ['dte', '2023-01-02T03:04:05Z', new Date('2023-01-02T03:04:05.000Z')],
    ['dte', 0, new Date(0)],
    ['dte', '', null],
    ['dte', new Date(Number.NaN), null],
  ])('of type %s holds %j as %j', (type, value, cell) => {
    expect(toCell(column(type), value)).toEqual(cell);
  });

  test('refuses what is no number in a column of numbers', () => {
    expect(failure(() => toCell(column('dec'), 'potato')).kind).toBe('type_conversion');
    expect(failure(() => toCell(column('dec'), Number.POSITIVE_INFINITY)).kind).toBe('type_conversion');
  });

  test('holds 16,000 characters and no more', () => {
    expect(toCell(column('str'), 'x'.repeat(16_000))).toHaveLength(16_000);
    expect(failure(() => toCell(column('str'), 'x'.repeat(16_001)))).toEqual({
      kind: 'limit_exceeded',
      message:
        'The value for column "a str" has 16001 characters; a cell holds 16000. Shorten it, or split it over several columns.',
    });
  });

  test('refuses the character that databases cannot store', () => {
    expect(failure(() => toCell(column('str'), 'a\0b')).kind).toBe('invalid_input');
  });
});

describe('a new row', () => {
  const columns = [column('str', 'none'), column('dec'), column('ctr'), column('bln', 'false')];

  test('has the default of columns that are left out or null, and counters that start at 0', () => {
    expect(newCells(columns, { 'a bln': null })).toEqual({
      'a str': 'none',
      'a dec': null,
      'a ctr': 0,
      'a bln': false,
    });
  });

  test('keeps empty text and starts a counter where it is told', () => {
    expect(newCells(columns, { 'a str': '', 'a ctr': '7' })).toEqual({
      'a str': '',
      'a dec': null,
      'a ctr': 7,
      'a bln': false,
    });
  });

  test('refuses a column that the table does not have', () => {
    expect(failure(() => newCells(columns, { other: 1 }))).toEqual({
      kind: 'not_found',
      message: 'The table has no column "other". Add it to the table, or take it off the card.',
    });
  });

  test('takes a column called __proto__ for what it is', () => {
    const cells = newCells([{ name: '__proto__', type: 'str', default: null }], JSON.parse('{"__proto__":"x"}'));
    expect(JSON.stringify(cells)).toBe('{"__proto__":"x"}');
  });
});

test('an update changes what it names, adds to counters and leaves the rest', () => {
  const columns = [column('str'), column('dec'), column('ctr')];
  const cells = { 'a str': 'x', 'a dec': 1, 'a ctr': 5 };
  expect(changedCells(columns, cells, { 'a str': '', 'a ctr': -2 })).toEqual({ 'a str': '', 'a dec': 1, 'a ctr': 3 });
  expect(changedCells(columns, cells, { 'a dec': '', 'a ctr': '' })).toEqual({
    'a str': 'x',
    'a dec': null,
    'a ctr': 5,
  });
});
