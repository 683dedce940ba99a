import { manualClock } from '@headwater/protocol';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../../src/connectors/connector.ts';
import { stash } from '../../../src/connectors/stash/connector.ts';
import { type MemoryCallOptions, memoryCall } from '../../../src/memory/memory-call.ts';
import { memoryTables } from '../../../src/memory/memory-tables.ts';
import type { TableShape } from '../../../src/run/ports.ts';
import { FileValue } from '../../../src/values/file-value.ts';
import type { ValueObject } from '../../../src/values/value.ts';

const SHAPE: TableShape = {
  id: 't1',
  name: 'Configuration',
  columns: [
    { name: 'name', type: 'str', default: null },
    { name: 'value', type: 'str', default: null },
    { name: 'count', type: 'dec', default: null },
  ],
};
const ROWS = [
  { name: 'client_id', value: 'A', count: 2 },
  { name: 'Client_ID', value: 'B', count: 10 },
  { name: 'secret', value: 'C', count: null },
];
const clock = manualClock();
const NOW = clock.now();

function setUp(rows: readonly ValueObject[] = ROWS) {
  const tables = memoryTables([SHAPE], { t1: rows }, { clock });
  const run = async (name: string, { options = {}, ...call }: MemoryCallOptions = {}) =>
    action(name).run(memoryCall({ ...call, options: { stash: 't1', ...options }, ports: { tables } }));
  return { tables, run };
}

function action(name: string): Action {
  const found = stash.actions[name];
  if (found === undefined) throw new TypeError(`No card ${name}`);
  return found;
}

const where = (...expr: ValueObject[]): Record<string, ValueObject> => ({ Filter: { 'Where Expression': { expr } } });
const record = (position: number): ValueObject => ({
  ...ROWS[position - 1],
  'Row ID': `row${position}`,
  Created: NOW,
  Updated: NOW,
});

describe('Search Rows', () => {
  const byName = where({ lhs: 'name', rhs: 'client_id', op: '=', join: 'AND' });

  test('gives the first match as fields', async () => {
    expect(await setUp().run('searchRows2', { options: { resultSet: 'one' }, inputs: byName })).toEqual({
      Fields: ROWS[0],
      Row: { 'Row ID': 'row1', Created: NOW, Updated: NOW },
    });
  });

  test('gives nulls when nothing matches', async () => {
    const inputs = where({ lhs: 'name', rhs: 'nope', op: '=', join: 'AND' });
    expect(await setUp().run('searchRows2', { options: { resultSet: 'one' }, inputs })).toEqual({
      Fields: { name: null, value: null, count: null },
      Row: { 'Row ID': null, Created: null, Updated: null },
    });
    expect(await setUp().run('searchRows2', { options: { resultSet: 'all' }, inputs })).toEqual({
      Result: { Rows: [] },
    });
  });

  test.each(['all', 'all-new'])('gives every match as a list for %s', async (resultSet) => {
    expect(await setUp().run('searchRows2', { options: { resultSet }, inputs: byName })).toEqual({
      Result: { Rows: [record(1)] },
    });
  });

  test('takes all rows for {}, with order, limit and offset', async () => {
    const { run } = setUp();
    const search = (Sort: ValueObject) =>
      run('searchRows2', {
        options: { resultSet: 'all-new' },
        inputs: { Filter: { 'Where Expression': {} }, Sort },
      });
    expect(await search({ Direction: 'desc', Limit: 0 })).toEqual({
      Result: { Rows: [record(1), record(2), record(3)] },
    });
    expect(await search({ Column: 'value', Direction: 'desc', Limit: 2, Offset: 0 })).toEqual({
      Result: { Rows: [record(3), record(2)] },
    });
    expect(await search({ Column: 'count', Direction: 'asc', Limit: '1', Offset: 1 })).toEqual({
      Result: { Rows: [record(2)] },
    });
  });

  test('takes operands from other cards by the id of the output, and null when there is none', async () => {
    const { run } = setUp();
    const term = { lhs: 'name', op: '=', join: 'AND', rhd: { methodId: 'card', outputId: 'out1' } };
    expect(
      await run('searchRows2', {
        options: { resultSet: 'all' },
        inputs: { ...where(term), _expr: { out1: 'secret' } },
      }),
    ).toEqual({ Result: { Rows: [record(3)] } });
    expect(await run('searchRows2', { options: { resultSet: 'all' }, inputs: where(term) })).toEqual({
      Result: { Rows: [] },
    });
  });

  test('links terms from left to right', async () => {
    const is = (rhs: string, join: string) => ({ lhs: 'value', op: '=', rhs, join });
    expect(
      await setUp().run('searchRows2', {
        options: { resultSet: 'all' },
        inputs: where(is('A', 'OR'), is('C', 'AND'), { lhs: 'count', op: '>=', rhs: 0, join: 'OR' }),
      }),
    ).toEqual({ Result: { Rows: [record(1)] } });
  });

  test('stops at 3,500 rows without filter and limit only', async () => {
    const { run } = setUp(Array.from({ length: 3_600 }, (_, at) => ({ name: 'n', count: at })));
    const found = async (inputs: MemoryCallOptions['inputs']) => {
      const { Result } = await run('searchRows2', { options: { resultSet: 'all' }, inputs: inputs ?? {} });
      const rows = Result?.Rows;
      return Array.isArray(rows) ? rows.length : null;
    };
    expect(await found({ Sort: { Limit: 0 } })).toBe(3_500);
    expect(await found({ Sort: { Limit: 5_000 } })).toBe(3_600);
    expect(await found(where({ lhs: 'name', op: '=', rhs: 'n', join: 'AND' }))).toBe(3_600);
  });

  test('fails on an expression it does not know', async () => {
    await expect(
      setUp().run('searchRows2', { inputs: where({ lhs: 'name', op: 'like', rhs: 'x', join: 'AND' }) }),
    ).rejects.toThrow(
      'The Where Expression cannot be used: a term has the operator "like"; use =, !=, <, >, <= or >=.',
    );
  });
});

describe('cards of one row', () => {
  test('Create Row converts what it is given', async () => {
    const { run, tables } = setUp([]);
    expect(await run('createRow', { inputs: { Fields: { name: true, count: '7' } } })).toEqual({
      Output: { 'Row ID': 'row1' },
    });
    expect(tables.rows('t1').map(({ values }) => values)).toEqual([{ name: 'true', value: null, count: 7 }]);
  });

  test('Read Row gives fields and times, and fails when there is no row', async () => {
    const { run } = setUp();
    expect(await run('readRow', { inputs: { 'Read By': { 'Row ID': 'row2' } } })).toEqual({
      Fields: ROWS[1],
      Row: { Created: NOW, Updated: NOW },
    });
    await expect(run('readRow', { inputs: { 'Read By': { 'Row ID': 'row9' } } })).rejects.toMatchObject({
      facts: { kind: 'not_found', statusCode: 404 },
    });
  });

  test.each([
    ['No', { value: 'A', count: 0 }],
    ['Yes', { value: '', count: 0 }],
  ])('Update Row treats blanks by its option: %s', async (updateEmptyInputs, expected) => {
    const { run, tables } = setUp();
    const inputs = { 'Update By': { 'Row ID': 'row1' }, Fields: { value: '', count: 0 } };
    expect(await run('updateRow', { options: { updateEmptyInputs }, inputs })).toEqual({});
    expect(tables.rows('t1')[0]?.values).toEqual({ name: 'client_id', ...expected });
  });

  test('Update Row fails when there is no row', async () => {
    await expect(setUp().run('updateRow', { inputs: { 'Update By': { 'Row ID': 'row9' } } })).rejects.toThrow(
      'The table has no row "row9".',
    );
  });

  test('Delete Row deletes, and is content when there is nothing to delete', async () => {
    const { run, tables } = setUp();
    const inputs = { 'Delete By': { 'Row ID': 'row1' } };
    expect(await run('deleteRow', { inputs, callId: 'c1' })).toEqual({});
    expect(await run('deleteRow', { inputs, callId: 'c2' })).toEqual({});
    expect(tables.rows('t1').map(({ id }) => id)).toEqual(['row2', 'row3']);
  });
});

describe('cards of a whole table', () => {
  test('Clear Table says how many rows there were', async () => {
    expect(await setUp().run('clearTable')).toEqual({ Table: { 'Cleared Rows': 3 } });
  });

  test('Read Table names columns and their types', async () => {
    expect(await setUp().run('readTable')).toEqual({
      Output: {
        'Column Schema': [
          { name: 'name', type: 'string' },
          { name: 'value', type: 'string' },
          { name: 'count', type: 'number' },
        ],
      },
    });
  });

  test('take the table at run time when the option is not set', async () => {
    const { run } = setUp();
    const inputs = { Table: { 'Table ID': 't1' } };
    expect(await run('clearTable', { options: { stash: null }, inputs })).toEqual({ Table: { 'Cleared Rows': 3 } });
    await expect(run('clearTable', { options: { stash: null } })).rejects.toThrow('The card names no table.');
  });
});

describe('CSV', () => {
  test('Export gives a file with the columns asked for', async () => {
    const { run } = setUp([{ name: 'a,b', value: '1' }]);
    const inputs = { File: { Filename: 't.csv' }, Options: { Delimiter: ',', Columns: ['name'], Limit: 0, Offset: 0 } };
    expect(await run('exportToCSV', { inputs })).toEqual({
      CSV: { 'File Content': new FileValue('t.csv', 'text/csv', new TextEncoder().encode('name\n"a,b"\n')) },
    });
  });

  test('Export regards filter, limit and offset', async () => {
    const inputs = {
      File: { Filename: 't.csv' },
      ...where({ lhs: 'name', op: '!=', rhs: 'secret', join: 'AND' }),
      Options: { Delimiter: ';', Limit: 1, Offset: 1 },
    };
    const { CSV } = await setUp().run('exportToCSV', { inputs });
    const file = CSV?.['File Content'];
    expect(file instanceof FileValue && new TextDecoder().decode(file.content)).toBe(
      'name;value;count\nClient_ID;B;10\n',
    );
  });

  test('Import appends mapped headings', async () => {
    const { run, tables } = setUp();
    const inputs = {
      Source: { 'File Content': 'Column 1,Column 2\na,b\n' },
      Options: { Mapping: { 'Column 1': 'name' }, Delimiter: ',', 'Clear Destination': false },
    };
    expect(await run('importFromCSV', { inputs })).toEqual({ Table: { 'New Rows': 1 } });
    expect(tables.rows('t1')[3]?.values).toEqual({ name: 'a', value: null, count: null });
  });

  test('Import replaces by selected columns of a file', async () => {
    const { run, tables } = setUp();
    const file = new FileValue('f.csv', 'text/csv', new TextEncoder().encode('name|value\nx|1\n'));
    const inputs = {
      Source: { 'File Content': file },
      Options: { Select: ['name'], Delimiter: '|', 'Clear Destination': true },
    };
    expect(await run('importFromCSV', { inputs })).toEqual({ Table: { 'New Rows': 1 } });
    expect(tables.rows('t1').map(({ values }) => values)).toEqual([{ name: 'x', value: null, count: null }]);
  });

  test('Import leaves out what does not fit', async () => {
    const { run, tables } = setUp([]);
    await run('importFromCSV', { inputs: { Source: { 'File Content': 'name,count\nx,many\n' } } });
    expect(tables.rows('t1').map(({ values }) => values)).toEqual([{ name: 'x', value: null, count: null }]);
  });
});
