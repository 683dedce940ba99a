// Long: the port of tables on PostgreSQL, held to the one in memory by random rows and searches.

import {
  CardError,
  memoryTables,
  type RowQuery,
  type RowTerm,
  type TableColumn,
  type TablePort,
  type Value,
  type ValueObject,
} from '@headwater/workflows';
import fc from 'fast-check';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTables } from '../../../src/workflows/tables/create-table.ts';
import { serverTables } from '../../../src/workflows/tables/server-tables.ts';
import { startTestServer, type TestServer } from '../../http/test-server.ts';

const PACK = 'fpkTEST0000000000001';
const TABLE = 'people';
const COLUMNS: readonly TableColumn[] = [
  { name: 'text', type: 'str', default: null },
  { name: 'a "b" \' $1', type: 'str', default: 'preset' },
  { name: 'number', type: 'dec', default: '0' },
  { name: 'flag', type: 'bln', default: null },
  { name: 'at', type: 'dte', default: null },
  { name: 'count', type: 'ctr', default: null },
  { name: '__proto__', type: 'str', default: null },
];

let server: TestServer;
let port: TablePort;
let calls = 0;
const call = (execution = 'fexA') => `${execution}/${++calls}`;

beforeAll(async () => {
  server = await startTestServer();
  port = serverTables(server.org, PACK);
});
afterAll(() => server.close());

beforeEach(async () => {
  await server.org.transaction(async (tx) => {
    await tx.execute(sql`DELETE FROM journal`);
    await tx.execute(sql`DELETE FROM flow_packs`);
    const now = server.org.clock.now();
    await tx.execute(sql`
      INSERT INTO flow_packs (id, name, version, created, last_updated) VALUES (${PACK}, 'Test', 1, ${now}, ${now})`);
    await createTables(tx, server.org, [
      { name: 'People', description: '', columns: COLUMNS, pack: { id: PACK, tableId: TABLE } },
    ]);
  });
});

async function failure(work: Promise<unknown>): Promise<readonly unknown[]> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof CardError ? [error.facts.kind, error.message] : [error];
}

async function journalOf(run: string): Promise<readonly unknown[]> {
  return server.org.read((tx) => tx.query(sql`SELECT step, result FROM journal WHERE run = ${run} ORDER BY position`));
}

const texts = fc.oneof(
  fc.constantFrom('', ' ', 'a', 'A', 'ä', 'b', '10', '9', 'true', '\u{1f600}', '￿', '\\', "'", '"'),
  fc.string({ maxLength: 3, unit: 'binary' }).map((text) => text.toWellFormed().replaceAll('\0', '')),
);
const numbers = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0.1, 1e300, 5e-324, -0),
);
const dates = fc.oneof(
  fc.constantFrom(new Date(0), new Date('2026-03-01T10:00:00.500Z')),
  fc.date({ noInvalidDate: true }),
);

const row: fc.Arbitrary<ValueObject> = fc.record(
  {
    text: fc.option(texts),
    'a "b" \' $1': fc.option(texts),
    number: fc.option(numbers),
    flag: fc.option(fc.boolean()),
    at: fc.option(dates),
    count: fc.option(fc.integer({ min: -5, max: 5 })),
  },
  { requiredKeys: [] },
);

const operandOf: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  text: texts,
  'a "b" \' $1': fc.oneof(texts, fc.constant('preset')),
  number: fc.oneof(numbers, fc.constantFrom('10', '')),
  flag: fc.oneof(fc.boolean(), fc.constantFrom('false', 'yes')),
  at: dates,
  count: fc.integer({ min: -5, max: 5 }),
  Created: fc.constantFrom(new Date('2026-03-01T10:00:00.500Z'), new Date(0)),
};

const term: fc.Arbitrary<RowTerm> = fc.constantFrom(...Object.keys(operandOf)).chain((column) =>
  fc.record({
    column: fc.constant(column),
    operator: fc.constantFrom('=', '!=', '<', '>', '<=', '>='),
    value: fc.option(operandOf[column] ?? fc.constant(null)),
    join: fc.constantFrom('AND', 'OR'),
  }),
);

const query: fc.Arbitrary<RowQuery> = fc.record(
  {
    terms: fc.array(term, { maxLength: 4 }),
    sortBy: fc.record({
      column: fc.constantFrom(...Object.keys(operandOf)),
      direction: fc.constantFrom('asc', 'desc'),
    }),
    limit: fc.integer({ min: 1, max: 6 }),
    offset: fc.integer({ min: 0, max: 4 }),
  },
  { requiredKeys: ['terms'] },
);

test('rows are found, ordered and given as by tables in memory', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 12 }), fc.array(query, { maxLength: 5 }), async (rows, queries) => {
      const memory = memoryTables([{ id: TABLE, name: 'People', columns: COLUMNS }], {}, { clock: server.org.clock });
      const id = call();
      const ids = await port.insert(id, TABLE, rows, { replace: true });
      const names = await memory.insert(id, TABLE, rows, { replace: true });
      const named = new Map(ids.map((one, index) => [one, names[index]]));
      for (const one of queries) {
        const found = await port.search(TABLE, one);
        const expected = await memory.search(TABLE, one);
        expect(found.map((each) => ({ ...each, id: named.get(each.id) }))).toEqual(expected);
      }
    }),
    { numRuns: 60 },
  );
});

test('updates of rows give what tables in memory give', async () => {
  await fc.assert(
    fc.asyncProperty(row, fc.array(row, { maxLength: 4 }), async (first, changes) => {
      const memory = memoryTables([{ id: TABLE, name: 'People', columns: COLUMNS }], {}, { clock: server.org.clock });
      const [id = ''] = await port.insert(call(), TABLE, [first]);
      const [name = ''] = await memory.insert(call(), TABLE, [first]);
      for (const change of changes) {
        const callId = call();
        expect(await port.update(callId, TABLE, id, change)).toBe(await memory.update(callId, TABLE, name, change));
      }
      expect(await port.read(TABLE, id)).toEqual({ ...(await memory.read(TABLE, name)), id });
    }),
    { numRuns: 25 },
  );
});

test('a key called __proto__ is a column like others', async () => {
  const values = Object.fromEntries([['__proto__', 'x']]) as ValueObject;
  const [id = ''] = await port.insert(call(), TABLE, [values]);
  const found = await port.search(TABLE, { terms: [{ column: '__proto__', operator: '=', value: 'x', join: 'AND' }] });
  expect(found.map((one) => [one.id, Object.getOwnPropertyDescriptor(one.values, '__proto__')?.value])).toEqual([
    [id, 'x'],
  ]);
});

describe('a write happens once per call', () => {
  test('a repeated insert adds nothing and gives the same ids', async () => {
    const id = call('fexOnce');
    const first = await port.insert(id, TABLE, [{ text: 'a' }, { text: 'b' }]);
    const again = await port.insert(id, TABLE, [{ text: 'a' }, { text: 'b' }]);
    const rows = await port.search(TABLE, { terms: [] });
    expect([again, rows.map((one) => one.id)]).toEqual([first, first]);
    expect(await journalOf('fexOnce')).toEqual([{ step: id, result: 2 }]);
  });

  test('a repeated update counts once', async () => {
    const [id = ''] = await port.insert(call(), TABLE, [{ count: 1 }]);
    const update = call();
    await port.update(update, TABLE, id, { count: 5 });
    await port.update(update, TABLE, id, { count: 5 });
    expect((await port.read(TABLE, id))?.values.count).toBe(6);
  });

  test('a repeated delete and a repeated clear tell what the first did', async () => {
    const [id = ''] = await port.insert(call(), TABLE, [{}, {}, {}]);
    const [drop, clear] = [call(), call()];
    const told = [await port.delete(drop, TABLE, id), await port.delete(drop, TABLE, id)];
    const counted = [await port.clear(clear, TABLE)];
    await port.insert(call(), TABLE, [{}]);
    counted.push(await port.clear(clear, TABLE));
    expect([told, counted, (await port.search(TABLE, { terms: [] })).length]).toEqual([[true, true], [2, 2], 1]);
  });

  test('what failed is not remembered and may be tried again', async () => {
    const id = call('fexFails');
    const failed = await failure(port.insert(id, TABLE, [{ number: 'ten' }]));
    expect(failed[0]).toBe('type_conversion');
    expect(await journalOf('fexFails')).toEqual([]);
    await port.insert(id, TABLE, [{ number: '10' }]);
    expect((await port.search(TABLE, { terms: [] })).map((one) => one.values.number)).toEqual([10]);
  });

  test('counters that many change at the same time lose nothing', async () => {
    const [id = ''] = await port.insert(call(), TABLE, [{}]);
    await Promise.all(Array.from({ length: 40 }, () => port.update(call(), TABLE, id, { count: 1 })));
    expect((await port.read(TABLE, id))?.values.count).toBe(40);
  });
});

describe('what is not there', () => {
  test('an unknown table fails every method', async () => {
    const message = 'There is no table "none". Import it, or choose another on the card.';
    const failures = await Promise.all([
      failure(port.describe('none')),
      failure(port.search('none', { terms: [] })),
      failure(port.insert(call(), 'none', [{}])),
      failure(port.clear(call(), 'none')),
    ]);
    expect(failures).toEqual(Array.from({ length: 4 }, () => ['not_found', message]));
  });

  test('an unknown row is null, and changes of it false, also when its id is none', async () => {
    const ids = ['00000000-0000-4000-8000-000000000000', 'row1', ''];
    const seen = await Promise.all(
      ids.map(async (id) => [
        await port.read(TABLE, id),
        await port.update(call(), TABLE, id, {}),
        await port.delete(call(), TABLE, id),
      ]),
    );
    expect(seen).toEqual(ids.map(() => [null, false, false]));
  });

  test('an unknown column is refused in filters, orders and values', async () => {
    const message = 'The table has no column "nope". Add it to the table, or take it off the card.';
    const unknown = { column: 'nope', operator: '=', value: 1, join: 'AND' } as const;
    const failures = await Promise.all([
      failure(port.search(TABLE, { terms: [unknown] })),
      failure(port.search(TABLE, { terms: [], sortBy: { column: 'nope', direction: 'asc' } })),
      failure(port.insert(call(), TABLE, [{ nope: 1 }])),
    ]);
    expect(failures).toEqual(Array.from({ length: 3 }, () => ['not_found', message]));
  });
});

describe('limits', () => {
  const full = { name: 'Full', description: '', columns: [{ name: 'n', type: 'dec', default: null }] as const };

  test('a table takes 100,000 rows and no more in an org with the limits of Okta, any number in an open one', async () => {
    const [id = ''] = await server.org.transaction((tx) => createTables(tx, server.org, [full]));
    await server.org.transaction((tx) =>
      tx.execute(sql`UPDATE flow_table_sizes SET row_count = 99999 WHERE table_id = ${id}`),
    );
    await port.insert(call(), id, [{ n: 1 }]);
    const refused = await failure(port.insert(call(), id, [{ n: 2 }]));
    const open = serverTables({ ...server.org, limitsProfile: 'open' }, PACK);
    await open.insert(call(), id, [{ n: 3 }]);
    const rows = await port.search(id, { terms: [] });
    expect([refused, rows.map((one) => one.values.n)]).toEqual([
      ['limit_exceeded', 'The table "Full" would have 100001 rows; it may have 100000. Delete some before.'],
      [1, 3],
    ]);
  });

  test('replacing counts only what comes', async () => {
    await port.insert(call(), TABLE, [{}, {}, {}]);
    await port.insert(call(), TABLE, [{}, {}], { replace: true });
    const [size] = await server.org.read((tx) =>
      tx.query(
        sql`SELECT row_count AS count FROM flow_table_sizes JOIN flow_tables ON id = table_id WHERE pack_table_id = ${TABLE}`,
      ),
    );
    expect(size).toEqual({ count: 2 });
  });

  test('a cell takes 16,000 characters, and more in an open org', async () => {
    const long = 'x'.repeat(16_001);
    const open = serverTables({ ...server.org, limitsProfile: 'open' }, PACK);
    const [kind] = await failure(port.insert(call(), TABLE, [{ text: long }]));
    const [id = ''] = await open.insert(call(), TABLE, [{ text: long }]);
    expect([kind, (await open.read(TABLE, id))?.values.text]).toEqual(['limit_exceeded', long]);
  });
});

test('a pack reaches its own tables by their ids in it, and others of the org by theirs', async () => {
  const [own] = await server.org.read((tx) =>
    tx.query<{ readonly id: string }>(sql`SELECT id FROM flow_tables WHERE pack_table_id = ${TABLE}`),
  );
  const other = serverTables(server.org, 'fpkOTHER000000000001');
  expect([
    await port.describe(TABLE),
    (await other.describe(own?.id ?? '')).id,
    (await failure(other.describe(TABLE)))[0],
  ]).toEqual([{ id: own?.id, name: 'People', columns: COLUMNS }, own?.id, 'not_found']);
});

test('rows are found by their id alone', async () => {
  const ids = await port.insert(call(), TABLE, [{ text: 'a' }, { text: 'b' }]);
  const byId = (operator: RowTerm['operator'], value: string) =>
    port.search(TABLE, { terms: [{ column: 'Row ID', operator, value, join: 'AND' }] });
  const found = await Promise.all([byId('=', ids[1] ?? ''), byId('!=', ids[1] ?? ''), byId('=', 'x'), byId('!=', '')]);
  expect(found.map((rows) => rows.map((one) => one.id))).toEqual([[ids[1]], [ids[0]], [], [...ids]]);
});
