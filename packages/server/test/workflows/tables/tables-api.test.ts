// Long: every operation on tables and their rows, with every refusal and whole answers.

import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failure, idsOf, invalid, type Json, missing, nextOf } from '../../http/answers.ts';
import type { Answer } from '../../http/test-server.ts';
import { BASE, type FlowsServer, startFlowsServer } from '../support/flows-server.ts';

const TABLES = `${BASE}/flow-tables`;
const GONE = 'ftbGONE0000000000001';
const GONE_ROW = '00000000-0000-4000-8000-000000000000';
const NOW = '2026-03-01T10:00:00.500Z';
const COLUMNS = [
  { name: 'First Name', type: 'str', default: null },
  { name: 'age', type: 'dec', default: '0' },
  { name: 'active', type: 'bln', default: null },
  { name: 'since', type: 'dte', default: null },
  { name: 'visits', type: 'ctr', default: null },
];

let server: FlowsServer;
beforeAll(async () => {
  server = await startFlowsServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.org.transaction(async (tx) => {
    await tx.execute(sql`DELETE FROM flow_packs`);
    await tx.execute(sql`DELETE FROM flow_tables`);
  });
});

async function create(name = 'People', columns: readonly unknown[] = COLUMNS): Promise<string> {
  const { json } = await server.call('POST', TABLES, { json: { name, columns } });
  return String((json as Json).id);
}

async function add(table: string, values: Json): Promise<string> {
  const { json } = await server.call('POST', `${TABLES}/${table}/rows`, { json: { values } });
  return String((json as Json).id);
}

async function valuesOf(table: string, query = ''): Promise<readonly unknown[]> {
  const { json } = await server.call('GET', `${TABLES}/${table}/rows${query}`);
  return (json as readonly { readonly values: unknown }[]).map(({ values }) => values);
}

const importCsv = (table: string, csv: string | Buffer, query = ''): Promise<Answer> =>
  server.call('POST', `${TABLES}/${table}/import${query}`, { raw: csv, headers: { 'content-type': 'text/csv' } });

/** Hands a table to a pack, as an import does. */
async function giveToPack(table: string, isGone: boolean): Promise<void> {
  await server.org.transaction(async (tx) => {
    await tx.execute(
      sql`INSERT INTO flow_packs (id, name, version, created, last_updated) VALUES ('fpk1', 'P', 1, now(), now())`,
    );
    await tx.execute(
      sql`UPDATE flow_tables SET pack_id = 'fpk1', pack_table_id = 't1', is_gone = ${isGone} WHERE id = ${table}`,
    );
  });
}

describe('tables', () => {
  test('one is made by hand, and found again', async () => {
    const made = await server.call('POST', TABLES, { json: { name: 'People', description: 'Who', columns: COLUMNS } });
    const body = {
      id: expect.stringMatching(/^ftb/),
      packId: null,
      packTableId: null,
      name: 'People',
      description: 'Who',
      columns: COLUMNS,
      isGone: false,
      rowCount: 0,
      created: NOW,
      lastUpdated: NOW,
    };
    const read = await server.call('GET', `${TABLES}/${(made.json as Json).id}`);
    expect([made.status, made.json, read.status, read.json]).toEqual([201, body, 200, body]);
  });

  test('columns must differ and their defaults fit', async () => {
    const columns = [
      { name: 'a', type: 'str' },
      { name: 'a', type: 'dec', default: 'ten' },
    ];
    const answer = await server.call('POST', TABLES, { json: { name: 'People', columns } });
    expect([answer.status, answer.json]).toEqual([
      400,
      invalid(
        'columns',
        'columns[1].name: There are two columns "a"',
        expect.stringMatching(/^columns\[1\]\.default: .*"ten"/) as unknown as string,
      ),
    ]);
  });

  test('an org with the limits of Okta has 100 of them, each with 256 columns', async () => {
    const wide = Array.from({ length: 257 }, (_, index) => ({ name: `c${index}`, type: 'str' }));
    const tooWide = await server.call('POST', TABLES, { json: { name: 'Wide', columns: wide } });
    for (let number = 0; number < 100; number++) await create(`T${number}`);
    const tooMany = await server.call('POST', TABLES, { json: { name: 'More', columns: COLUMNS } });
    expect([tooWide.json, tooMany.json]).toEqual([
      invalid('columns', 'columns: The table "Wide" has 257 columns; it may have 256'),
      invalid('flowTable', 'The org would have 101 tables; it may have 100'),
    ]);
  });

  test('lists are by name, in pages, by pack, and without what is gone', async () => {
    const [b, a, gone] = [await create('b'), await create('a'), await create('c')];
    await giveToPack(gone, true);
    const first = await server.call('GET', `${TABLES}?limit=1`);
    const second = await server.call('GET', nextOf(first) ?? '');
    const all = await server.call('GET', `${TABLES}?gone=true`);
    const pack = await server.call('GET', `${TABLES}?packId=fpk1&gone=true`);
    expect([first, second, all, pack].map(({ json }) => idsOf(json))).toEqual([[a], [b], [a, b, gone], [gone]]);
    expect(nextOf(second)).toBeUndefined();
  });

  test('a change of columns deletes, adds and converts cells', async () => {
    const id = await create();
    await add(id, { 'First Name': '42', age: 7, active: true });
    await add(id, { 'First Name': 'Ada', since: '2026-01-02T03:04:05Z' });
    const columns = [
      { name: 'since', type: 'str' },
      { name: 'First Name', type: 'dec' },
      { name: 'new', type: 'str', default: 'preset' },
    ];
    const answer = await server.call('PATCH', `${TABLES}/${id}`, { json: { name: 'Renamed', columns } });
    expect([answer.status, (answer.json as Json).name]).toEqual([200, 'Renamed']);
    expect(await valuesOf(id)).toEqual([
      { since: null, 'First Name': 42, new: 'preset' },
      { since: '2026-01-02T03:04:05.000Z', 'First Name': null, new: 'preset' },
    ]);
    // Old cells do not come back.
    await server.call('PATCH', `${TABLES}/${id}`, { json: { columns: COLUMNS } });
    expect((await valuesOf(id)).map((values) => (values as Json).age)).toEqual([0, 0]);
  });

  test('one of a pack is as the pack has it, and goes with it', async () => {
    const id = await create();
    await giveToPack(id, false);
    const changed = await server.call('PATCH', `${TABLES}/${id}`, { json: { name: 'x' } });
    const deleted = await server.call('DELETE', `${TABLES}/${id}`);
    await server.org.transaction((tx) => tx.execute(sql`UPDATE flow_tables SET is_gone = true`));
    const later = await server.call('DELETE', `${TABLES}/${id}`);
    expect([changed.json, deleted.json, later.status]).toEqual([
      invalid(
        'flowTable',
        'flowTable: "People" belongs to a pack and is as the pack has it; import a new version of the pack',
      ),
      invalid(
        'flowTable',
        'flowTable: "People" belongs to a pack; delete the pack, or import a version without the table',
      ),
      204,
    ]);
  });

  test('one is deleted with its rows', async () => {
    const id = await create();
    await add(id, {});
    const deleted = await server.call('DELETE', `${TABLES}/${id}`);
    const left = await server.org.read((tx) => tx.query(sql`SELECT FROM flow_rows`));
    expect([deleted.status, left]).toEqual([204, []]);
  });

  test('what is not there is not found', async () => {
    const paths = [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['GET', '/rows'],
      ['POST', '/rows'],
      ['GET', `/rows/${GONE_ROW}`],
      ['PUT', `/rows/${GONE_ROW}`],
      ['DELETE', `/rows/${GONE_ROW}`],
      ['POST', '/import'],
      ['GET', '/export'],
    ] as const;
    const answers = await Promise.all(
      paths.map(([method, path]) => {
        const body = method === 'PUT' || path === '/rows' ? { json: { values: {} } } : { json: {} };
        return server.call(method, `${TABLES}/${GONE}${path}`, method === 'GET' ? {} : body);
      }),
    );
    expect(answers.map(({ status, json }) => [status, json])).toEqual(
      paths.map(() => [404, missing(GONE, 'FlowTable')]),
    );
  });
});

describe('rows', () => {
  test('one is added with defaults, read, replaced and deleted', async () => {
    const id = await create();
    const values = { 'First Name': 'Ada', active: 'false', since: '2026-01-02', visits: 2 };
    const made = await server.call('POST', `${TABLES}/${id}/rows`, { json: { values } });
    const row = {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      created: NOW,
      updated: NOW,
      values: { 'First Name': 'Ada', age: 0, active: false, since: '2026-01-02T00:00:00.000Z', visits: 2 },
    };
    const path = `${TABLES}/${id}/rows/${(made.json as Json).id}`;
    const read = await server.call('GET', path);
    const replaced = await server.call('PUT', path, { json: { values: { visits: 5 } } });
    const deleted = await server.call('DELETE', path);
    const again = await server.call('DELETE', path);
    expect([made.status, made.json, read.json]).toEqual([201, row, row]);
    expect([replaced.status, (replaced.json as Json).values]).toEqual([
      200,
      { 'First Name': null, age: 0, active: null, since: null, visits: 5 },
    ]);
    expect([deleted.status, again.status, again.json]).toEqual([
      204,
      404,
      missing(String((made.json as Json).id), 'FlowRow'),
    ]);
  });

  test('values that do not fit, and unknown columns, are refused', async () => {
    const id = await create();
    const rows = `${TABLES}/${id}/rows`;
    const wrong = await server.call('POST', rows, { json: { values: { age: 'ten' } } });
    const unknown = await server.call('POST', rows, { json: { values: { nope: 1 } } });
    const long = await server.call('POST', rows, { json: { values: { 'First Name': 'x'.repeat(16_001) } } });
    expect([wrong.status, unknown.json, long.json]).toEqual([
      400,
      invalid('values', 'values: The table has no column "nope". Add it to the table, or take it off the card.'),
      invalid(
        'values',
        'values: The value for column "First Name" has 16001 characters; a cell holds 16000. Shorten it, or split it over several columns.',
      ),
    ]);
  });

  test('an id that is none is not found', async () => {
    const id = await create();
    const answers = await Promise.all(
      ['GET', 'PUT', 'DELETE'].map((method) =>
        server.call(method, `${TABLES}/${id}/rows/row1`, method === 'PUT' ? { json: { values: {} } } : {}),
      ),
    );
    expect(answers.map(({ json }) => json)).toEqual(answers.map(() => missing('row1', 'FlowRow')));
  });

  test('they are filtered, sorted and paged', async () => {
    const id = await create();
    for (const [name, age] of [
      ['Ada', 36],
      ['Bob', 9],
      ['Cäs', 80],
      ['D "d"', 9],
    ] as const)
      await add(id, { 'First Name': name, age });
    const names = async (query: string) =>
      (await valuesOf(id, `?${query}`)).map((values) => (values as Json)['First Name']);
    const filter = (text: string) => names(`filter=${encodeURIComponent(text)}`);
    expect([
      await filter('age eq 9'),
      await filter('age gt 9 and "First Name" ne "Ada"'),
      await filter('age lt 10 or "First Name" eq "Ada" AND age ge 36'),
      await filter('"First Name" eq "D \\"d\\""'),
      await filter('active eq null'),
      await names('sortBy=age&sortOrder=desc'),
      await names('sortBy=First%20Name&limit=2'),
    ]).toEqual([
      ['Bob', 'D "d"'],
      ['Cäs'],
      ['Ada'],
      ['D "d"'],
      ['Ada', 'Bob', 'Cäs', 'D "d"'],
      ['Cäs', 'Ada', 'Bob', 'D "d"'],
      ['Ada', 'Bob'],
    ]);
    const first = await server.call('GET', `${TABLES}/${id}/rows?limit=3`);
    const second = await server.call('GET', nextOf(first) ?? '');
    expect([idsOf(first.json).length, idsOf(second.json).length, nextOf(second)]).toEqual([3, 1, undefined]);
  });

  test('a filter that cannot be read, or names no column, is refused with its place', async () => {
    const id = await create();
    const filters = ['age', 'age eq', 'age eq 9 xor age eq 8', 'age eq "x', 'age eq x', 'nope eq 1', 'age eq "ten"'];
    const answers = await Promise.all(
      filters.map((filter) => server.call('GET', `${TABLES}/${id}/rows?filter=${encodeURIComponent(filter)}`)),
    );
    const cursor = await server.call('GET', `${TABLES}/${id}/rows?after=x`);
    expect(answers.map(({ status }) => status)).toEqual(filters.map(() => 400));
    expect([answers[2]?.json, answers[5]?.json, cursor.json]).toEqual([
      invalid(
        'filter',
        'filter: Cannot be read at position 9 ("xor age eq 8"); write: active eq true and "First Name" ne "Ada"',
      ),
      invalid('filter', 'filter: The table has no column "nope". Add it to the table, or take it off the card.'),
      failure('E0000029', 'Invalid paging request.', 'Invalid cursor: x'),
    ]);
  });
});

describe('CSV', () => {
  test('rows of a file are added, or replace all, and what does not fit is told', async () => {
    const id = await create();
    const csv = '\ufeffrowId,system.updated,First Name,age,other\nx,1.68489E+12,Ada,36,1\ny,2,"B, ""b""",ten,2\n';
    const first = await importCsv(id, csv);
    const second = await importCsv(id, 'First Name;age\nCaes;1\n', '?clear=true&delimiter=%3B');
    expect([first.status, first.json, second.json]).toEqual([
      200,
      {
        rows: 2,
        cleared: 0,
        problemCount: 1,
        problems: [{ row: 2, column: 'age', message: expect.stringContaining('ten') }],
        ignored: ['other'],
      },
      { rows: 1, cleared: 2, problemCount: 0, problems: [], ignored: [] },
    ]);
    expect(await valuesOf(id)).toEqual([{ 'First Name': 'Caes', age: 1, active: null, since: null, visits: 0 }]);
  });

  test('what is no CSV in UTF-8 changes nothing', async () => {
    const id = await create();
    await add(id, { 'First Name': 'Ada' });
    const latin = await importCsv(id, Buffer.from('First Name\nC\xe4s\n', 'latin1'), '?clear=true');
    const broken = await importCsv(id, 'First Name\n"Ada', '?clear=true');
    expect([latin.json, broken.status]).toEqual([
      invalid('rows', 'rows: The file is not in UTF-8; save it as CSV UTF-8'),
      400,
    ]);
    expect((await valuesOf(id)).length).toBe(1);
  });

  test('a file over 32 MiB is refused', async () => {
    const id = await create();
    const answer = await importCsv(id, Buffer.alloc(32 * 1024 * 1024 + 1, 'x'));
    expect([answer.status, answer.json]).toEqual([400, invalid('payload', 'The payload size must not exceed 32 MB.')]);
  });

  test('an export is read back as it was', async () => {
    const id = await create();
    await importCsv(id, 'First Name,age,active,since\nAda,36,true,2026-01-02T03:04:05.000Z\n"B, ""b""",,,\n');
    const before = await valuesOf(id);
    const plain = await server.call('GET', `${TABLES}/${id}/export`);
    const system = await server.call('GET', `${TABLES}/${id}/export?system=true&delimiter=%3B`);
    expect([plain.headers['content-type'], plain.headers['content-disposition'], plain.text]).toEqual([
      'text/csv; charset=utf-8',
      "attachment; filename*=UTF-8''People.csv",
      'First Name,age,active,since,visits\nAda,36,true,2026-01-02T03:04:05.000Z,0\n"B, ""b""",0,,,0\n',
    ]);
    expect(system.text.split('\n')[0]).toBe('rowId;system.updated;First Name;age;active;since;visits');
    await importCsv(id, system.text, '?clear=true&delimiter=%3B');
    expect(await valuesOf(id)).toEqual(before);
  });

  test('ten thousand rows go in and out', async () => {
    const id = await create();
    const lines = Array.from({ length: 10_000 }, (_, index) => `Person ${index},${index}`);
    const csv = `First Name,age\n${lines.join('\n')}\n`;
    expect((await importCsv(id, csv)).json).toEqual({
      rows: 10_000,
      cleared: 0,
      problemCount: 0,
      problems: [],
      ignored: [],
    });
    const { text } = await server.call('GET', `${TABLES}/${id}/export`);
    expect(
      text
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',').slice(0, 2).join(',')),
    ).toEqual(lines);
  });
});

test('a token that is bound to a source, or none, opens nothing', async () => {
  const source = await server.createSource();
  const { value } = await server.createToken({ sourceId: source.id });
  const id = await create();
  const paths = [
    ['GET', TABLES],
    ['POST', TABLES],
    ['GET', `${TABLES}/${id}`],
    ['PATCH', `${TABLES}/${id}`],
    ['DELETE', `${TABLES}/${id}`],
    ['GET', `${TABLES}/${id}/rows`],
    ['POST', `${TABLES}/${id}/rows`],
    ['PUT', `${TABLES}/${id}/rows/${GONE_ROW}`],
    ['DELETE', `${TABLES}/${id}/rows/${GONE_ROW}`],
    ['POST', `${TABLES}/${id}/import`],
    ['GET', `${TABLES}/${id}/export`],
  ] as const;
  const answers = await Promise.all(
    paths.flatMap(([method, path]) =>
      [value, null].map((token) => server.call(method, path, { token, ...(method === 'GET' ? {} : { json: {} }) })),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(paths.flatMap(() => [403, 401]));
});
