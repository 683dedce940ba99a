// Long: everything that an import, a change and a deletion of a pack may meet, a test each, over one server.
// Long: the life of packs over HTTP, with every refusal and whole answers.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { buildPack, type PackBuilder } from '@headwater/workflows/testing';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failure, idsOf, invalid, type Json, missing, nextOf } from '../../http/answers.ts';
import { BASE, type FlowsServer, startFlowsServer } from '../support/flows-server.ts';

const PACKS = `${BASE}/flow-packs`;
const GONE = 'fpkGONE0000000000001';
const NOW = '2026-03-01T10:00:00.500Z';
const APP = '0oa79imiscH6tGg7I1d7';

let server: FlowsServer;
beforeAll(async () => {
  server = await startFlowsServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.org.transaction(async (tx) => {
    await tx.execute(sql`DELETE FROM flow_packs`);
    await tx.execute(sql`DELETE FROM flow_tables`);
    await tx.execute(sql`DELETE FROM flow_connections`);
    await tx.execute(sql`DELETE FROM identity_sources`);
    await tx.execute(sql`DELETE FROM events`);
  });
});

/** A pack with a helper, a scheduled flow that uses Okta and the API Connector, and a table. */
function build(pack: PackBuilder): void {
  pack.connection('okta');
  const folder = pack.folder('Main');
  const people = pack.table('People', { id: 'str', active: 'bln' });
  const shape = pack.helper('Shape', { person: 'string' }, (f) => f.return({ output: f.arg('person') }));
  pack.scheduled(
    'Import',
    '0 9 * * *',
    (f) => {
      f.search(people, [['active', '=', true]], { all: true });
      f.card('httpfunctions:get', { groups: { Request: { URL: 'https://hr.example.com/people?x=1' } } });
      f.call(shape, { person: 'x' });
      f.card('okta:createAnImportSession', { options: { application: APP } });
    },
    { folder },
  );
}

const FIRST = buildPack(build).text();

/** The helper computes something else, there are a new flow and two other columns, and no table less. */
const SECOND = buildPack((pack) => {
  pack.connection('okta');
  const folder = pack.folder('Main');
  const people = pack.table('People', { id: 'dec', name: 'str' });
  const extra = pack.helper('Extra', {}, (f) => f.return({ output: 'new' }));
  const shape = pack.helper('Shape', { person: 'string' }, (f) => {
    f.call(extra, {});
    f.return({ output: f.arg('person'), more: 1 });
  });
  pack.scheduled(
    'Import',
    '0 9 * * *',
    (f) => {
      f.search(people, [['active', '=', true]], { all: true });
      f.card('httpfunctions:get', { groups: { Request: { URL: 'https://hr.example.com/people?x=1' } } });
      f.call(shape, { person: 'x' });
      f.card('okta:createAnImportSession', { options: { application: APP } });
    },
    { folder },
  );
}).text();

const imported = async (name: string, content: string, query = ''): Promise<Json> =>
  (await server.importPack(name, content, query)).json as Json;

const packIdOf = (answer: Json): string => String((answer.pack as Json).id);

async function connect(name: string, connector: string, kind: string, rest: Json = {}): Promise<string> {
  const { json } = await server.call('POST', `${BASE}/flow-connections`, { json: { name, connector, kind, ...rest } });
  return String((json as Json).id);
}

const connectSelf = () => connect('This org', 'okta', 'okta', { settings: { org: 'self' }, secret: { token: 't' } });

async function flowNamed(name: string): Promise<Json> {
  const { json } = await server.call('GET', `${BASE}/flows?gone=true`);
  return (json as readonly Json[]).find((flow) => flow.name === name) ?? {};
}

const CONNECTION_ID = Object.keys((buildPack(build).json.data as { configs: Json }).configs)[0] ?? '';
const REPORT = {
  formatVersion: '1.5.0',
  counts: { flows: 2, scopes: 2, cards: expect.any(Number), implemented: expect.any(Number) },
  warnings: [],
  problems: [],
  needs: {
    applications: [{ key: APP, boundTo: null, flows: 1 }],
    connections: [
      { key: CONNECTION_ID, connector: 'okta', name: 'My okta', boundTo: null, flows: 1 },
      { key: 'httpfunctions', connector: 'httpfunctions', name: null, boundTo: null, flows: 1 },
    ],
    hosts: [{ key: 'https://hr.example.com', boundTo: null, flows: 1 }],
  },
};
const NAMED = (name: string) => ({ id: expect.stringMatching(/^(flw|ftb)/), name });

describe('importing', () => {
  test('a new pack is told whole, with what it needs', async () => {
    const answer = await server.importPack('People', FIRST, '&fileName=people.folder');
    const version = {
      version: 1,
      fileName: 'people.folder',
      size: Buffer.byteLength(FIRST),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    };
    const pack = {
      id: expect.stringMatching(/^fpk/),
      name: 'People',
      ...version,
      flowCount: 2,
      problemCount: 0,
      bindings: {},
      choices: {},
      created: NOW,
      lastUpdated: NOW,
      versions: [{ ...version, created: NOW }],
      report: REPORT,
    };
    expect([answer.status, answer.json]).toEqual([
      201,
      {
        dryRun: false,
        isNew: true,
        isSame: false,
        pack,
        report: REPORT,
        flows: { new: [NAMED('Shape'), NAMED('Import')], changed: [], unchanged: [], gone: [] },
        tables: { new: [NAMED('People')], changed: [], gone: [] },
        switchedOff: [],
        switchedOn: [],
        warnings: [],
      },
    ]);
    const read = await server.call('GET', `${PACKS}/${packIdOf(answer.json as Json)}`);
    expect([read.status, read.json]).toEqual([200, pack]);
  });

  test('a dry run tells the same and does nothing', async () => {
    const answer = await server.importPack('People', FIRST, '&dryRun=true');
    const named = (name: string) => ({ id: null, name });
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        dryRun: true,
        isNew: true,
        isSame: false,
        pack: null,
        report: REPORT,
        flows: { new: [named('Shape'), named('Import')], changed: [], unchanged: [], gone: [] },
        tables: { new: [named('People')], changed: [], gone: [] },
        switchedOff: [],
        switchedOn: [],
        warnings: [],
      },
    ]);
    const left = await Promise.all(
      ['flow-packs', 'flows', 'flow-tables'].map((list) => server.call('GET', `${BASE}/${list}`)),
    );
    expect([left.map(({ json }) => json), await server.events()]).toEqual([[[], [], []], []]);
  });

  test('the same file again does nothing', async () => {
    const first = await imported('People', FIRST);
    const again = await server.importPack('People', FIRST);
    expect([again.status, again.json]).toEqual([
      200,
      {
        ...first,
        isNew: false,
        isSame: true,
        flows: { new: [], changed: [], unchanged: [NAMED('Shape'), NAMED('Import')], gone: [] },
        tables: { new: [], changed: [], gone: [] },
      },
    ]);
  });

  test('a new version keeps ids, switches, settings and rows', async () => {
    const id = packIdOf(await imported('People', FIRST));
    const [helper, main] = [await flowNamed('Shape'), await flowNamed('Import')];
    await server.call('POST', `${BASE}/flows/${helper.id}/on`);
    await server.call('PATCH', `${BASE}/flows/${main.id}`, { json: { settings: { retentionDays: 7 } } });
    const tables = (await server.call('GET', `${BASE}/flow-tables`)).json as readonly Json[];
    const rows = `${BASE}/flow-tables/${tables[0]?.id}/rows`;
    await server.call('POST', rows, { json: { values: { id: '7', active: true } } });
    await server.call('POST', rows, { json: { values: { id: 'seven' } } });

    const second = await server.importPack('People', SECOND);
    const answer = second.json as Json;
    expect([second.status, packIdOf(answer), (answer.pack as Json).version, answer.flows, answer.tables]).toEqual([
      200,
      id,
      2,
      {
        new: [NAMED('Extra')],
        changed: [{ id: helper.id, name: 'Shape' }],
        unchanged: [{ id: main.id, name: 'Import' }],
        gone: [],
      },
      { new: [], changed: [{ id: tables[0]?.id, name: 'People' }], gone: [] },
    ]);
    expect([answer.switchedOn, answer.switchedOff, answer.warnings]).toEqual([['Extra'], [], []]);
    expect((await flowNamed('Shape')).isOn).toBe(true);
    const details = (await server.call('GET', `${BASE}/flows/${main.id}`)).json as Json;
    expect((details.settings as Json).retentionDays).toBe(7);
    const values = (await server.call('GET', rows)).json as readonly Json[];
    expect(values.map((row) => row.values)).toEqual([
      { id: 7, name: null },
      { id: null, name: null },
    ]);

    // A column that is back has its cells again.
    await imported('People', FIRST);
    const back = (await server.call('GET', rows)).json as readonly Json[];
    expect(back.map((row) => row.values)).toEqual([
      { id: '7', active: true },
      { id: null, active: null },
    ]);
  });

  test('flows and tables that are gone are off, hidden and kept', async () => {
    await imported('People', SECOND);
    const extra = await flowNamed('Extra');
    await server.call('POST', `${BASE}/flows/${extra.id}/on`);
    const only = buildPack((pack) => void pack.manual('Alone', (f) => f.return({}))).text();
    const answer = await imported('People', only);
    expect([answer.switchedOff, (answer.flows as Json).gone, (answer.tables as Json).gone]).toEqual([
      ['Extra'],
      expect.arrayContaining([{ id: extra.id, name: 'Extra' }]),
      [NAMED('People')],
    ]);
    const flows = (await server.call('GET', `${BASE}/flows`)).json as readonly Json[];
    const tables = await server.call('GET', `${BASE}/flow-tables`);
    const gone = (await server.call('GET', `${BASE}/flows/${extra.id}`)).json as Json;
    expect([flows.map(({ name }) => name), tables.json, [gone.isOn, gone.isGone]]).toEqual([
      ['Alone'],
      [],
      [false, true],
    ]);
    // And they are back with the version that has them.
    await imported('People', SECOND);
    const back = await flowNamed('Extra');
    expect([back.id, back.isOn, back.isGone]).toEqual([extra.id, false, false]);
  });

  test('the same file under two names is two packs', async () => {
    const ids = [packIdOf(await imported('A', FIRST)), packIdOf(await imported('B', FIRST))];
    const tables = (await server.call('GET', `${BASE}/flow-tables`)).json as readonly Json[];
    expect(tables.map(({ packId }) => packId).sort()).toEqual([...ids].sort());
  });

  test('ten imports of one name at the same time are ten versions at most, one after the other', async () => {
    const texts = Array.from({ length: 10 }, (_, index) =>
      buildPack((pack) => void pack.manual(`Flow ${index}`, (f) => f.return({}))).text(),
    );
    const answers = await Promise.all(texts.map((text) => server.importPack('People', text)));
    const versions = answers.map(({ json }) => ((json as Json).pack as Json).version);
    expect([
      answers.filter(({ status }) => status === 201).length,
      [...versions].sort((a, b) => Number(a) - Number(b)),
    ]).toEqual([1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
  });

  test('what is no pack is refused with everything that is wrong and where', async () => {
    const spoilt = structuredClone(buildPack(build).json) as { data: { flos: Record<string, { id: string }> } };
    const [id = '', flow] = Object.entries(spoilt.data.flos)[0] ?? [];
    if (flow !== undefined) flow.id = 'other';
    const answer = await server.importPack('People', JSON.stringify(spoilt));
    const others = await Promise.all(
      ['', '{', '[]', '{"type":"flopack","version":"2.0.0"}'].map((text) => server.importPack('P', text)),
    );
    expect([answer.status, answer.json]).toEqual([
      400,
      invalid(
        'flowPack',
        expect.stringMatching(/^flow "Shape" \(.*\): Its id is "other", and its key/) as unknown as string,
      ),
    ]);
    expect(id).not.toBe('');
    expect(others.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect((await server.call('GET', PACKS)).json).toEqual([]);
  });

  test('a file over 32 MiB and one without a name are refused', async () => {
    const large = await server.importPack('People', Buffer.alloc(32 * 1024 * 1024 + 1, ' '));
    const nameless = await server.call('POST', PACKS, { raw: FIRST });
    const named = await server.call('POST', `${PACKS}?fileName=C%3A%5Cpeople.v2.folder`, { raw: FIRST });
    expect([large.json, nameless.json, ((named.json as Json).pack as Json).name]).toEqual([
      invalid('payload', 'The payload size must not exceed 32 MB.'),
      invalid('name', 'name: The field cannot be left blank'),
      'people.v2',
    ]);
  });

  test('names with characters that cannot be stored are taken without them', async () => {
    const text = buildPack((pack) => void pack.manual('a\ud800b', (f) => f.return({ k: 'v\0' }))).text();
    const answer = await server.importPack('People', text);
    expect([answer.status, (await flowNamed('a�b')).name]).toEqual([201, 'a�b']);
  });

  test('tables beyond those an org may have are refused, and nothing is done', async () => {
    const many = (pack: PackBuilder) => {
      for (let number = 0; number < 101; number++) pack.table(`T${number}`, { a: 'str' });
      pack.manual('M', (f) => f.return({}));
    };
    const answer = await server.importPack('People', buildPack(many).text());
    expect([answer.json, (await server.call('GET', PACKS)).json]).toEqual([
      invalid('flowTable', 'The org would have 101 tables; it may have 100'),
      [],
    ]);
  });
});

describe('reading', () => {
  test('lists are by name, in pages', async () => {
    const [b, a] = [packIdOf(await imported('b', FIRST)), packIdOf(await imported('a', FIRST))];
    const first = await server.call('GET', `${PACKS}?limit=1`);
    const second = await server.call('GET', nextOf(first) ?? '');
    expect([idsOf(first.json), idsOf(second.json), nextOf(second)]).toEqual([[a], [b], undefined]);
  });

  test('the file comes back byte for byte, of every version', async () => {
    const bytes = `\ufeff${FIRST}\n`;
    const id = packIdOf(await imported('People', bytes, '&fileName=%C3%9C.folder'));
    await imported('People', SECOND);
    const newest = await server.call('GET', `${PACKS}/${id}/export`);
    const first = await server.call('GET', `${PACKS}/${id}/export?version=1`);
    const none = await server.call('GET', `${PACKS}/${id}/export?version=3`);
    expect([newest.text === SECOND, first.text === bytes, first.headers['content-disposition']]).toEqual([
      true,
      true,
      "attachment; filename*=UTF-8''%C3%9C.folder",
    ]);
    expect([none.status, none.json]).toEqual([404, missing(`${id} version 3`, 'FlowPack')]);
  });
});

describe('binding', () => {
  test('bindings are merged, and told in the report', async () => {
    const id = packIdOf(await imported('People', FIRST));
    const [okta, http, source] = [
      await connectSelf(),
      await connect('Any', 'httpfunctions', 'none'),
      await server.createSource(),
    ];
    const bindings = {
      applications: { [APP]: source.id },
      connections: { okta, httpfunctions: http },
      hosts: { 'https://hr.example.com': 'http://10.0.0.1:8080/hr' },
    };
    const patched = await server.call('PATCH', `${PACKS}/${id}`, { json: { bindings } });
    const body = patched.json as { readonly bindings: unknown; readonly report: { readonly needs: unknown } };
    expect([patched.status, body.bindings, body.report.needs]).toEqual([
      200,
      bindings,
      {
        applications: [{ key: APP, boundTo: source.id, flows: 1 }],
        connections: [
          { key: CONNECTION_ID, connector: 'okta', name: 'My okta', boundTo: okta, flows: 1 },
          { key: 'httpfunctions', connector: 'httpfunctions', name: null, boundTo: http, flows: 1 },
        ],
        hosts: [{ key: 'https://hr.example.com', boundTo: 'http://10.0.0.1:8080/hr', flows: 1 }],
      },
    ]);
    const less = await server.call('PATCH', `${PACKS}/${id}`, {
      json: { bindings: { connections: { okta: null }, hosts: null } },
    });
    expect((less.json as Json).bindings).toEqual({
      applications: bindings.applications,
      connections: { httpfunctions: http },
    });
  });

  test('everything that cannot be bound is refused', async () => {
    const id = packIdOf(await imported('People', FIRST));
    const http = await connect('Any', 'httpfunctions', 'none');
    const patch = (change: Json) => server.call('PATCH', `${PACKS}/${id}`, { json: change });
    const answers = [
      await patch({ bindings: { applications: { [APP]: '0oaNOPE', '0oaOTHER': '0oaNOPE' } } }),
      await patch({ bindings: { connections: { okta: http, gmail: http, httpfunctions: 'fcnNOPE' } } }),
      await patch({ bindings: { hosts: { 'hr.example.com': 'https://a@b' } } }),
      await patch({ bindings: { applications: { [APP]: 1 }, apps: {} } }),
      await patch({ choices: { listAtOutOfRange: 'maybe', nope: 'x' } }),
    ];
    expect(answers.map(({ json }) => json)).toEqual([
      invalid(
        'bindings',
        `bindings.applications.${APP}: "0oaNOPE" is no identity source of this org`,
        `bindings.applications.0oaOTHER: The pack names no such application; it names ${APP}`,
        'bindings.applications.0oaOTHER: "0oaNOPE" is no identity source of this org',
      ),
      invalid(
        'bindings',
        'bindings.connections.okta: The connection "Any" is for httpfunctions, not for okta',
        `bindings.connections.gmail: The pack has no such connection, and there is no such connector; it has ${CONNECTION_ID}, httpfunctions`,
        'bindings.connections.httpfunctions: There is no connection "fcnNOPE"; create it first',
      ),
      invalid(
        'bindings',
        'bindings.hosts.hr.example.com: "hr.example.com" is no origin such as https://api.example.com',
        'bindings.hosts.hr.example.com: "https://a@b" is no origin such as https://api.example.com',
      ),
      invalid(
        'bindings',
        'bindings.apps: There is no such field',
        `bindings.applications.${APP}: The field must be string`,
      ),
      invalid(
        'choices',
        'choices.listAtOutOfRange: maybe is none of error, null',
        'choices.nope: There is no such switch',
      ),
    ]);
  });

  test('applications of another org are not known here, and taken as they are', async () => {
    const id = packIdOf(await imported('People', FIRST));
    const settings = { baseUrl: 'https://other.okta.com' };
    const okta = await connect('Other', 'okta', 'okta', { settings, secret: { token: 't' } });
    const bindings = { applications: { [APP]: '0oaTHERE' }, connections: { okta } };
    const answer = await server.call('PATCH', `${PACKS}/${id}`, { json: { bindings } });
    expect([answer.status, (answer.json as Json).bindings]).toEqual([200, bindings]);
  });

  test('choices and names change, and a name is there once', async () => {
    const id = packIdOf(await imported('People', FIRST));
    await imported('Other', FIRST);
    const changed = await server.call('PATCH', `${PACKS}/${id}`, {
      json: { name: 'New', choices: { listAtOutOfRange: 'null' } },
    });
    const taken = await server.call('PATCH', `${PACKS}/${id}`, { json: { name: 'Other' } });
    const reset = await server.call('PATCH', `${PACKS}/${id}`, { json: { choices: { listAtOutOfRange: null } } });
    const facts = ({ name, choices }: Json) => [name, choices];
    expect([facts(changed.json as Json), taken.status, taken.json, facts(reset.json as Json)]).toEqual([
      ['New', { listAtOutOfRange: 'null' }],
      409,
      failure('E0000195', 'Api validation failed due to conflict: flowPack', 'There is a pack "Other" already.'),
      ['New', {}],
    ]);
  });
});

describe('deleting', () => {
  test('waits for flows to be off and executions to end, then takes everything along', async () => {
    const id = packIdOf(await imported('People', FIRST));
    const helper = await flowNamed('Shape');
    await server.call('POST', `${BASE}/flows/${helper.id}/on`);
    const on = await server.call('DELETE', `${PACKS}/${id}`);
    await server.call('POST', `${BASE}/flows/${helper.id}/off`);
    await server.org.transaction((tx) =>
      tx.execute(sql`
        INSERT INTO flow_executions (id, flow_id, pack_version, status, trigger, durable, saves_data, queued)
        VALUES ('fex1', ${String(helper.id)}, 1, 'queued', 'manual', true, true, now())`),
    );
    const open = await server.call('DELETE', `${PACKS}/${id}`);
    await server.org.transaction(async (tx) => {
      await tx.execute(sql`UPDATE flow_executions SET ended = now()`);
      for (const run of ['fex1', 'fex2']) {
        await tx.execute(sql`INSERT INTO journal (run, step, result, at) VALUES (${run}, 'x', '1', now())`);
      }
    });
    const deleted = await server.call('DELETE', `${PACKS}/${id}`);
    const again = await server.call('DELETE', `${PACKS}/${id}`);
    const conflict = (cause: string) => failure('E0000195', 'Api validation failed due to conflict: flowPack', cause);
    expect([on.status, on.json, open.json, deleted.status, again.status]).toEqual([
      409,
      conflict('Switch its flows off first; on are: "Shape".'),
      conflict('1 executions of its flows have not ended; cancel them, or wait.'),
      204,
      404,
    ]);
    const left = await Promise.all(
      ['flow-packs', 'flows', 'flow-tables'].map((list) => server.call('GET', `${BASE}/${list}`)),
    );
    expect(left.map(({ json }) => json)).toEqual([[], [], []]);
    const steps = await server.org.read((tx) => tx.query(sql`SELECT run FROM journal`));
    expect(steps).toEqual([{ run: 'fex2' }]);
  });
});

test('imports, switches and deletions are in the log', async () => {
  const id = packIdOf(await imported('People', FIRST, '&fileName=people.folder'));
  await server.call('DELETE', `${PACKS}/${id}`);
  const events = await server.events();
  const target = { id, type: 'FlowPack', alternateId: 'People', displayName: 'People' };
  expect(events.map(({ type, targets, debug }) => [type, targets, debug])).toEqual([
    ['workflows.user.folder.import', [target], { version: 1, fileName: 'people.folder' }],
    ['workflows.user.folder.delete', [target], {}],
  ]);
});

test('what is not there is not found, and other tokens open nothing', async () => {
  const source = await server.createSource();
  const { value } = await server.createToken({ sourceId: source.id });
  const paths = [
    ['GET', `${PACKS}/${GONE}`],
    ['GET', `${PACKS}/${GONE}/export`],
    ['PATCH', `${PACKS}/${GONE}`],
    ['DELETE', `${PACKS}/${GONE}`],
  ] as const;
  const call = ([method, path]: readonly [string, string], token?: string | null) =>
    server.call(method, path, { ...(method === 'GET' ? {} : { json: {} }), ...(token === undefined ? {} : { token }) });
  const found = await Promise.all(paths.map((path) => call(path)));
  expect(found.map(({ status, json }) => [status, json])).toEqual(paths.map(() => [404, missing(GONE, 'FlowPack')]));
  const all = [...paths, ['GET', PACKS], ['POST', `${PACKS}?name=x`]] as const;
  const refused = await Promise.all(all.flatMap((path) => [call(path, value), call(path, null)]));
  expect(refused.map(({ status }) => status)).toEqual(all.flatMap(() => [403, 401]));
});

const SHARED = new URL('../../../../../../shared/packs/', import.meta.url);

describe.skipIf(!existsSync(SHARED))('published packs', () => {
  test('are imported without a problem and given back byte for byte', async () => {
    const files = readdirSync(SHARED, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.folder'));
    for (const file of files) {
      const content = readFileSync(new URL(file, SHARED));
      const answer = await server.importPack(file, content);
      const exported = await server.call('GET', `${PACKS}/${packIdOf(answer.json as Json)}/export`);
      expect([answer.status, exported.text === content.toString('utf8')]).toEqual([201, true]);
    }
    expect(files.length).toBe(2);
  });
});
