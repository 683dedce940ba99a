import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TableColumn } from '../../src/pack/pack.ts';
import { CardError } from '../../src/run/card-error.ts';
import type { RowTerm, TableRow } from '../../src/run/ports.ts';
import { compareText } from '../../src/tables/compare-text.ts';
import { matchesTerms } from '../../src/tables/filter.ts';
import { orderRows } from '../../src/tables/order.ts';
import type { Value, ValueObject } from '../../src/values/value.ts';

const COLUMNS: readonly TableColumn[] = [
  { name: 'name', type: 'str', default: null },
  { name: 'size', type: 'dec', default: null },
  { name: 'active', type: 'bln', default: null },
  { name: 'since', type: 'dte', default: null },
];

const row = (values: ValueObject, id = 'r1'): TableRow => ({
  id,
  created: new Date('2024-01-01T00:00:00Z'),
  updated: new Date('2024-01-02T00:00:00Z'),
  values: { name: null, size: null, active: null, since: null, ...values },
});

const term = (column: string, operator: RowTerm['operator'], value: Value, join: RowTerm['join'] = 'AND'): RowTerm => ({
  column,
  operator,
  value,
  join,
});

const matches = (values: ValueObject, ...terms: RowTerm[]): boolean => matchesTerms(COLUMNS, terms, row(values));

describe('a filter', () => {
  test('without terms is met by every row', () => {
    expect(matches({})).toBe(true);
  });

  test.each<[ValueObject, string, RowTerm['operator'], Value, boolean]>([
    [{ name: 'client_id' }, 'name', '=', 'client_id', true],
    [{ name: 'Client_ID' }, 'name', '=', 'client_id', false],
    [{ name: 'abc' }, 'name', '>', '0', true],
    [{ name: '80' }, 'name', '<', '9', true],
    [{ size: 80 }, 'size', '<', '9', false],
    [{ size: 80 }, 'size', '>=', 80, true],
    [{ size: 0 }, 'size', '>=', '0', true],
    [{ active: true }, 'active', '=', 'true', true],
    [{ active: true }, 'active', '=', 'false', false],
    [{ active: false }, 'active', '!=', true, true],
    [{ since: new Date('2024-05-01T12:00:00Z') }, 'since', '=', '2024-05-01T14:00:00+02:00', true],
    [{ since: new Date('2024-05-01T12:00:00Z') }, 'since', '<', '2024-05-02', true],
    [{ name: null }, 'name', '=', '', true],
    [{ name: '' }, 'name', '=', null, true],
    [{ name: null }, 'name', '!=', 'x', true],
    [{ name: 'x' }, 'name', '!=', '', true],
    [{ name: null }, 'name', '<', 'x', false],
    [{ name: 'x' }, 'name', '>', null, false],
    [{ name: 'x' }, 'name', '>', '', true],
    [{ size: null }, 'size', '=', '', true],
    [{ size: 0 }, 'size', '=', '', false],
    [{}, 'Row ID', '=', 'r1', true],
    [{}, 'Created', '<', '2024-01-01T00:00:01Z', true],
  ])('%j: %s %s %j is %j', (values, column, operator, value, expected) => {
    expect(matches(values, term(column, operator, value))).toBe(expected);
  });

  test('links terms from left to right, and forgets the join of the last', () => {
    const a = (join: RowTerm['join']) => term('name', '=', 'a', join);
    const never = (join: RowTerm['join']) => term('name', '=', 'b', join);
    expect(matches({ name: 'a' }, a('OR'), a('AND'), never('OR'))).toBe(false);
    expect(matches({ name: 'a' }, never('AND'), never('OR'), a('AND'))).toBe(true);
    expect(matches({ name: 'a' }, never('OR'), never('OR'), a('AND'), a('OR'))).toBe(true);
  });

  test('fails on a column the table does not have, and on an operand that does not fit', () => {
    expect(() => matches({}, term('nope', '=', 1))).toThrow(CardError);
    expect(() => matches({}, term('size', '=', 'potato'))).toThrow(CardError);
  });
});

describe('the order of rows', () => {
  const names = (sorted: readonly TableRow[]): Value[] => sorted.map(({ values }) => values.name ?? null);
  const rows = [
    row({ name: 'b', size: 10 }),
    row({ name: null, size: null }),
    row({ name: 'a', size: 9 }),
    row({ name: 'B', size: 9 }),
  ];

  test('is the one they were created in without a column', () => {
    expect(names(orderRows(COLUMNS, undefined, rows))).toEqual(['b', null, 'a', 'B']);
  });

  test('is by code points, empty cells last when ascending and first when descending', () => {
    expect(names(orderRows(COLUMNS, { column: 'name', direction: 'asc' }, rows))).toEqual(['B', 'a', 'b', null]);
    expect(names(orderRows(COLUMNS, { column: 'name', direction: 'desc' }, rows))).toEqual([null, 'b', 'a', 'B']);
  });

  test('is by value in columns of numbers, and stays as created among equals', () => {
    expect(names(orderRows(COLUMNS, { column: 'size', direction: 'asc' }, rows))).toEqual(['a', 'B', 'b', null]);
    expect(names(orderRows(COLUMNS, { column: 'size', direction: 'desc' }, rows))).toEqual([null, 'b', 'a', 'B']);
  });
});

test('texts are ordered as their UTF-8 is', () => {
  const text = fc.string({ unit: 'binary', maxLength: 4 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
