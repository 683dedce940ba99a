import { describe, expect, it } from 'vitest';
import { columnMapping } from '../../src/mapping-file/column-mapping.ts';
import { mapRows } from '../../src/mapping-file/mapping.ts';
import type { SourceRecord } from '../../src/pacing/source-record.ts';
import type { SourceItem } from '../../src/sources/source.ts';

const row = (values: Readonly<Record<string, string | number | null | readonly string[]>>) =>
  ({ kind: 'row', row: 1, values }) as const;

describe('without a mapping file', () => {
  it.each(['externalId', 'ExternalID', 'external_id', 'id', 'ID'])('the column %s is the external id', (name) => {
    const mapping = columnMapping({ columns: ['email', name], label: 'a.csv' });
    expect(mapping.attributes).toEqual(['email']);
    expect(mapping.map(row({ email: 'a@b.c', [name]: '7' }))).toEqual({
      kind: 'upsert',
      externalId: '7',
      profile: { email: 'a@b.c' },
      origin: { row: 1 },
    });
  });

  it('externalId comes before id', () => {
    const mapping = columnMapping({ columns: ['id', 'externalId'], label: 'a.csv' });
    expect(mapping.map(row({ id: '1', externalId: '2' }))).toMatchObject({ externalId: '2', profile: { id: '1' } });
  });

  it('the external id can be told', () => {
    const mapping = columnMapping({ columns: ['id', 'mail'], externalId: 'mail', label: 'a.csv' });
    expect(mapping.map(row({ id: 5, mail: 'a@b.c' }))).toMatchObject({ externalId: 'a@b.c', profile: { id: 5 } });
  });

  it('a source without such a column is refused', () => {
    expect(() => columnMapping({ columns: ['a', 'b'], label: 'a.csv' })).toThrow(
      'a.csv: no column is called externalId or id. Name the column that identifies a record; there are a, b.',
    );
    expect(() => columnMapping({ columns: ['a', 'b'], externalId: 'c', label: 'a.csv' })).toThrow('no column "c"');
  });

  it('an external id that is a list rejects the record', () => {
    const mapping = columnMapping({ columns: ['id'], label: 'a.csv' });
    expect(mapping.map(row({ id: ['x'] }))).toMatchObject({ kind: 'rejected', reason: { code: 'externalIdMissing' } });
  });
});

it('unreadable rows become rejected records in their place', async () => {
  async function* items(): AsyncGenerator<SourceItem> {
    yield { kind: 'unreadable', row: 1, line: 2, message: 'ragged' };
    yield { kind: 'row', row: 2, line: 3, values: { id: '1', a: 'x' } };
  }
  const records: SourceRecord[] = [];
  for await (const record of mapRows(items(), columnMapping({ columns: ['id', 'a'], label: 'a.csv' })))
    records.push(record);
  expect(records).toEqual([
    {
      kind: 'rejected',
      externalId: null,
      reason: { code: 'rowUnreadable', message: 'ragged' },
      origin: { row: 1, line: 2 },
    },
    { kind: 'upsert', externalId: '1', profile: { a: 'x' }, origin: { row: 2, line: 3 } },
  ]);
});
