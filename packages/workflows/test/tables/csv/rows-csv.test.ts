import { describe, expect, test } from 'vitest';
import type { TableColumn } from '../../../src/pack/pack.ts';
import type { TableRow } from '../../../src/run/ports.ts';
import { readRowsCsv } from '../../../src/tables/csv/read-rows-csv.ts';
import { writeRowsCsv } from '../../../src/tables/csv/write-rows-csv.ts';

const COLUMNS: readonly TableColumn[] = [
  { name: 'name', type: 'str', default: null },
  { name: 'size', type: 'dec', default: null },
  { name: 'since', type: 'dte', default: null },
];

describe('reading rows from CSV', () => {
  test('skips what the designer exports about rows, and converts by column', () => {
    const text =
      '\ufeffrowId,system.updated,name,size,since,extra\r\nx,1.68E+12,"Ann, A.",5,2024-01-02T00:00:00Z,?\r\n';
    expect(readRowsCsv(text, COLUMNS)).toEqual({
      rows: [{ name: 'Ann, A.', size: 5, since: new Date('2024-01-02T00:00:00.000Z') }],
      problems: [],
      ignored: ['extra'],
    });
  });

  test('leaves out what does not fit, and says so', () => {
    expect(readRowsCsv('name,size\na,big\nb\n', COLUMNS)).toEqual({
      rows: [
        { name: 'a', size: null },
        { name: 'b', size: null },
      ],
      problems: [{ row: 1, column: 'size', message: 'Invalid type conversion: text "big" cannot be used as number' }],
      ignored: [],
    });
  });

  test('reads only mapped headings, or else only selected ones', () => {
    const text = 'Name|Size|name\nA|1|a\n';
    expect(readRowsCsv(text, COLUMNS, { delimiter: '|', mapping: { Name: 'name' }, select: ['size'] }).rows).toEqual([
      { name: 'A' },
    ]);
    expect(readRowsCsv(text, COLUMNS, { delimiter: '|', select: ['name'] }).rows).toEqual([{ name: 'a' }]);
  });

  test('fails when a heading or a column is not there, or the text is no CSV', () => {
    expect(() => readRowsCsv('a\n1', COLUMNS, { mapping: { b: 'name' } })).toThrow(
      'The file has no heading "b"; it has "a".',
    );
    expect(() => readRowsCsv('a\n1', COLUMNS, { mapping: { a: 'nope' } })).toThrow(
      'The table has no column "nope" for the heading "a".',
    );
    expect(() => readRowsCsv('"a', COLUMNS)).toThrow('The file cannot be read as CSV');
  });

  test('of an empty file gives none', () => {
    expect(readRowsCsv('', COLUMNS)).toEqual({ rows: [], problems: [], ignored: [] });
  });
});

describe('writing rows as CSV', () => {
  const rows: readonly TableRow[] = [
    {
      id: 'r1',
      created: new Date(1),
      updated: new Date(2),
      values: { name: 'a,"b"\n', size: 1.5, since: new Date(0) },
    },
    { id: 'r2', created: new Date(1), updated: new Date(3), values: { name: null, size: null, since: null } },
  ];

  test('quotes what needs it, in the order of the columns asked for', () => {
    expect(writeRowsCsv(['size', 'name'], rows)).toBe('size,name\n1.5,"a,""b""\n"\n,\n');
    expect(writeRowsCsv(['name'], rows, { delimiter: ';' })).toBe('name\n"a,""b""\n"\n""\n');
  });

  test('writes ids and times of rows as the designer does', () => {
    expect(writeRowsCsv(['since'], rows, { system: true })).toBe(
      'rowId,system.updated,since\nr1,2,1970-01-01T00:00:00.000Z\nr2,3,\n',
    );
  });

  test('gives back what was read from it', () => {
    const text = writeRowsCsv(['name', 'size', 'since'], rows, { system: true });
    expect(readRowsCsv(text, COLUMNS).rows).toEqual([
      { name: 'a,"b"\n', size: 1.5, since: new Date(0) },
      { name: '', size: null, since: null },
    ]);
    expect(readRowsCsv(writeRowsCsv(['name'], rows), COLUMNS).rows).toEqual([{ name: 'a,"b"\n' }, { name: '' }]);
  });
});
