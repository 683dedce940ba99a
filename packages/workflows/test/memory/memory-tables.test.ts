import { manualClock } from '@headwater/protocol';
import { describe, expect, test } from 'vitest';
import { memoryTables } from '../../src/memory/memory-tables.ts';
import type { TableShape } from '../../src/run/ports.ts';

const SHAPE: TableShape = {
  id: 't1',
  name: 'People',
  columns: [
    { name: 'name', type: 'str', default: null },
    { name: 'age', type: 'dec', default: null },
    { name: 'visits', type: 'ctr', default: null },
  ],
};
const START = new Date('2026-01-01T00:00:00.000Z');
const LATER = new Date('2026-01-01T00:00:01.000Z');

function setUp() {
  const clock = manualClock(START);
  const tables = memoryTables([SHAPE], { t1: [{ name: 'Ann', age: '30' }] }, { clock });
  return { clock, tables };
}
const ann = { id: 'row1', created: START, updated: START, values: { name: 'Ann', age: 30, visits: 0 } };

describe('tables in memory', () => {
  test('convert the rows they start with', () => {
    expect(setUp().tables.rows('t1')).toEqual([ann]);
  });

  test('insert in order, once for each call', async () => {
    const { tables } = setUp();
    const rows = [{ name: 'Bob' }, { name: 'Cy' }];
    expect(await tables.insert('call', 't1', rows)).toEqual(['row2', 'row3']);
    expect(await tables.insert('call', 't1', rows)).toEqual(['row2', 'row3']);
    const found = await tables.search('t1', { terms: [] });
    expect(found.map(({ values }) => values.name)).toEqual(['Ann', 'Bob', 'Cy']);
  });

  test('insert all rows or none', async () => {
    const { tables } = setUp();
    await expect(tables.insert('call', 't1', [{ name: 'Bob' }, { age: 'old' }], { replace: true })).rejects.toThrow(
      'Invalid type conversion',
    );
    expect(tables.rows('t1')).toEqual([ann]);
    expect(await tables.insert('call', 't1', [{ name: 'Bob' }], { replace: true })).toHaveLength(1);
    expect(tables.rows('t1').map(({ values }) => values.name)).toEqual(['Bob']);
  });

  test('add to counters, and say when a row changed', async () => {
    const { tables, clock } = setUp();
    clock.set(LATER);
    expect(await tables.update('call', 't1', 'row1', { visits: 2 })).toBe(true);
    expect(await tables.update('call', 't1', 'row1', { visits: 2 })).toBe(true);
    expect(await tables.read('t1', 'row1')).toEqual({
      ...ann,
      updated: LATER,
      values: { name: 'Ann', age: 30, visits: 2 },
    });
    expect(await tables.update('other', 't1', 'nobody', {})).toBe(false);
  });

  test('delete and clear, and remember what they said', async () => {
    const { tables } = setUp();
    expect(await tables.delete('1', 't1', 'row1')).toBe(true);
    expect(await tables.delete('1', 't1', 'row1')).toBe(true);
    expect(await tables.delete('2', 't1', 'row1')).toBe(false);
    expect(await tables.read('t1', 'row1')).toBeNull();
    await tables.insert('3', 't1', [{}, {}]);
    expect(await tables.clear('4', 't1')).toBe(2);
    await tables.insert('5', 't1', [{}]);
    expect(await tables.clear('4', 't1')).toBe(2);
    expect(tables.rows('t1')).toHaveLength(1);
  });

  test('search with filter, order, offset and limit', async () => {
    const { tables } = setUp();
    await tables.insert('1', 't1', [{ age: 9 }, { age: 10 }, { age: 50 }]);
    const found = await tables.search('t1', {
      terms: [{ column: 'age', operator: '<', value: 50, join: 'AND' }],
      sortBy: { column: 'age', direction: 'desc' },
      offset: 1,
      limit: 1,
    });
    expect(found.map(({ values }) => values.age)).toEqual([10]);
  });

  test('hold 100,000 rows and 256 columns, and no more', async () => {
    const { tables } = setUp();
    await tables.insert('1', 't1', new Array(99_999).fill({}));
    await expect(tables.insert('2', 't1', [{}])).rejects.toMatchObject({
      message: 'The table "People" would have 100001 rows; it may have 100000. Delete some before.',
      facts: { kind: 'limit_exceeded' },
    });
    const columns = Array.from({ length: 257 }, (_, at) => ({ name: `c${at}`, type: 'str' as const, default: null }));
    expect(() => tables.add({ id: 't2', name: 'Wide', columns })).toThrow(
      'The table "Wide" has 257 columns; it may have 256.',
    );
  });

  test('fail for a table that is not there', async () => {
    await expect(setUp().tables.describe('t9')).rejects.toMatchObject({ facts: { kind: 'not_found' } });
  });
});
