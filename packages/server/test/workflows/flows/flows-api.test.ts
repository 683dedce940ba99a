// Long: everything that can be done with a flow but run it, with every refusal and whole answers.

import { readPack } from '@headwater/workflows';
import { buildPack, type PackBuilder } from '@headwater/workflows/testing';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientTokenHash } from '../../../src/workflows/endpoints/client-token.ts';
import { failure, idsOf, invalid, type Json, missing, nextOf } from '../../http/answers.ts';
import { BASE, type FlowsServer, startFlowsServer } from '../support/flows-server.ts';

const FLOWS = `${BASE}/flows`;
const GONE = 'flwGONE0000000000001';
const NOW = '2026-03-01T10:00:00.500Z';
const APP = '0oa79imiscH6tGg7I1d7';

let server: FlowsServer;
let packId: string;
beforeAll(async () => {
  server = await startFlowsServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.org.transaction(async (tx) => {
    for (const table of ['flow_packs', 'flow_connections', 'identity_sources', 'timers', 'events']) {
      await tx.execute({ text: `DELETE FROM ${table}`, values: [] } as unknown as ReturnType<typeof sql>);
    }
  });
  const answer = await server.importPack('People', PACK);
  packId = String(((answer.json as Json).pack as Json).id);
});

/** Main calls Shape, which calls Deep; the endpoints, the event flow and Locked stand alone. */
function build(pack: PackBuilder): void {
  const okta = pack.connection('okta');
  const folder = pack.folder('Main', pack.folder('Root'));
  const people = pack.table('People', { id: 'str' });
  const deep = pack.helper('Deep', {}, (f) => f.return({ output: 1 }));
  const shape = pack.helper('Shape', { person: 'object', tags: 'string[]' }, (f) => {
    f.call(deep, {});
    f.return({ output: f.arg('person') });
  });
  pack.scheduled(
    'Main',
    '0 9 * * 1',
    (f) => {
      f.search(people, [], { all: true });
      f.call(shape, { person: {} });
      f.card('okta:createAnImportSession', { options: { application: APP } });
    },
    { folder, timeZone: 'Europe/Berlin', description: 'Imports', savesData: false },
  );
  pack.endpoint('Locked door', { security: 'medium' }, (f) => f.return({ ok: true }));
  pack.endpoint('Open door', { security: 'open' }, (f) => f.return({ ok: true }));
  pack.event('On create', 'okta:userCreated', { 'Okta User': 'object' }, (f) => f.return({}));
  pack.manual('Broken', (f) => {
    f.card('nowhere:doIt', {});
    f.return({});
  });
  expect(okta).not.toBe('');
}

const PACK = buildPack(build).text();
const ID_IN_PACK = (name: string) => buildPack(build).flow(name).id;

async function idOf(name: string): Promise<string> {
  const { json } = await server.call('GET', `${FLOWS}?gone=true`);
  return String((json as readonly Json[]).find((flow) => flow.name === name)?.id);
}

async function details(name: string): Promise<Json> {
  return (await server.call('GET', `${FLOWS}/${await idOf(name)}`)).json as Json;
}

const flip = async (name: string, verb: string) => server.call('POST', `${FLOWS}/${await idOf(name)}/${verb}`);
const patch = async (name: string, json: Json) => server.call('PATCH', `${FLOWS}/${await idOf(name)}`, { json });

/** Binds the pack to the org itself; gives the source. */
async function bind(application?: string): Promise<string> {
  const made = await server.call('POST', `${BASE}/flow-connections`, {
    json: { name: 'Self', connector: 'okta', kind: 'okta', settings: { org: 'self' }, secret: { token: 't' } },
  });
  const source = await server.createSource();
  const bindings = {
    connections: { okta: (made.json as Json).id },
    applications: { [APP]: application ?? source.id },
  };
  await server.call('PATCH', `${BASE}/flow-packs/${packId}`, { json: { bindings } });
  return source.id;
}

async function timers(): Promise<readonly unknown[]> {
  return server.org.read((tx) => tx.query(sql`SELECT key, cron, zone, due FROM timers ORDER BY key`));
}

describe('reading', () => {
  test('are listed by name in pages, which go on behind a flow that is gone meanwhile', async () => {
    const seen: unknown[] = [];
    for (let next: string | undefined = `${FLOWS}?limit=2`; next !== undefined; ) {
      const page = await server.call('GET', next);
      const flows = page.json as readonly Json[];
      seen.push(flows.map(({ name }) => name));
      if (seen.length === 1) {
        await server.org.transaction((tx) => tx.execute(sql`DELETE FROM flows WHERE id = ${String(flows.at(-1)?.id)}`));
      }
      next = /<[^>]*\/api\/v1([^>]+)>; rel="next"/
        .exec([page.headers.link].flat().join())?.[1]
        ?.replace(/^/, '/api/v1');
    }
    expect(seen).toEqual([['Broken', 'Deep'], ['Locked door', 'Main'], ['On create', 'Open door'], ['Shape']]);
  });

  test('a flow tells what it is, takes, gives, calls and needs', async () => {
    const [id, shape] = [await idOf('Main'), await idOf('Shape')];
    const [table] = (await server.call('GET', `${BASE}/flow-tables`)).json as readonly Json[];
    const main = await details('Main');
    expect(main).toEqual({
      id,
      packId,
      packFlowId: ID_IN_PACK('Main'),
      name: 'Main',
      description: 'Imports',
      kind: 'scheduled',
      folder: ['Root', 'Main'],
      isOn: false,
      isGone: false,
      problemCount: 0,
      created: NOW,
      lastUpdated: NOW,
      parameters: [],
      results: [],
      calls: [{ packFlowId: ID_IN_PACK('Shape'), id: shape, name: 'Shape', isOn: false }],
      tables: [{ packTableId: expect.any(String), id: table?.id, name: 'People' }],
      connections: [{ connector: 'okta', packConnectionId: expect.any(String), boundTo: null }],
      cards: 3,
      problems: [],
      // What the pack says of history counts until somebody says otherwise.
      settings: { durable: true, concurrency: null, ratePerSecond: null, retentionDays: 30, savesData: false },
      schedule: { cron: '0 9 * * 1', timeZone: 'Europe/Berlin', startDate: '', endDate: '', isOwn: false, next: null },
      endpoint: null,
    });
  });

  test('a helper has parameters and results, a broken flow its problems', async () => {
    const [shape, broken] = [await details('Shape'), await details('Broken')];
    expect([shape.kind, shape.parameters, shape.results, broken.problemCount, broken.problems]).toEqual([
      'helper',
      [
        { group: '', key: 'person', type: 'object', isList: false },
        { group: '', key: 'tags', type: 'string', isList: true },
      ],
      ['output'],
      1,
      [
        {
          code: expect.any(String),
          place: expect.stringMatching(/^flow "Broken" .* › card /),
          message: expect.stringContaining('nowhere'),
        },
      ],
    ]);
  });

  test('lists are by name, in pages, by pack, kind, switch and part of the name', async () => {
    const first = await server.call('GET', `${FLOWS}?limit=4`);
    const second = await server.call('GET', nextOf(first) ?? '');
    const names = (json: unknown) => (json as readonly Json[]).map(({ name }) => name);
    const listed = async (query: string) => names((await server.call('GET', `${FLOWS}?${query}`)).json);
    await flip('Deep', 'on');
    expect([names(first.json), names(second.json), nextOf(second)]).toEqual([
      ['Broken', 'Deep', 'Locked door', 'Main'],
      ['On create', 'Open door', 'Shape'],
      undefined,
    ]);
    expect([
      await listed('kind=endpoint'),
      await listed('q=DOOR'),
      await listed('isOn=true'),
      await listed('packId=fpk0'),
      (await listed(`packId=${packId}`)).length,
    ]).toEqual([['Locked door', 'Open door'], ['Locked door', 'Open door'], ['Deep'], [], 7]);
  });

  test('a flow is a file of its own with what it needs', async () => {
    const answer = await server.call('GET', `${FLOWS}/${await idOf('Shape')}/export`);
    const pack = readPack(answer.text);
    expect([
      [...pack.flows.values()].map(({ name }) => name).sort(),
      pack.tables.size,
      answer.headers['content-disposition'],
    ]).toEqual([['Deep', 'Shape'], 0, "attachment; filename*=UTF-8''Shape.flow"]);
  });
});

describe('switching on', () => {
  test('is refused with every reason', async () => {
    const answer = await flip('Main', 'on');
    const connection = Object.keys((buildPack(build).json.data as { configs: Json }).configs)[0];
    expect([answer.status, answer.json]).toEqual([
      400,
      invalid(
        'flow',
        `"Main": No connection is bound for okta; bind one with bindings.connections["${connection}"]`,
        'It calls "Shape", which is off; switch that on, or both with "with=helpers"',
        'It calls "Deep", which is off; switch that on, or both with "with=helpers"',
      ),
    ]);
    expect((await details('Main')).isOn).toBe(false);
  });

  test('with helpers switches all on, and the schedule', async () => {
    await bind();
    const answer = await flip('Main', 'on?with=helpers');
    const { flow, alsoSwitched, warnings } = answer.json as { flow: Json; alsoSwitched: string[]; warnings: string[] };
    expect([answer.status, flow.isOn, [...alsoSwitched].sort(), warnings]).toEqual([
      200,
      true,
      [await idOf('Deep'), await idOf('Shape')].sort(),
      [],
    ]);
    expect((flow.schedule as Json).next).toBe('2026-03-02T08:00:00.000Z');
    expect(await timers()).toEqual([
      {
        key: `schedule flow ${flow.id}`,
        cron: '0 9 * * 1',
        zone: 'Europe/Berlin',
        due: new Date('2026-03-02T08:00:00.000Z'),
      },
    ]);
  });

  test('an application that is no source of this org keeps a flow off', async () => {
    const source = await bind();
    await server.org.transaction((tx) => tx.execute(sql`DELETE FROM identity_sources`));
    const answer = await flip('Main', 'on?with=helpers');
    expect(answer.json).toEqual(
      invalid(
        'flow',
        `"Main": The application ${source} is no identity source of this org; bind it with bindings.applications`,
      ),
    );
  });

  test('whether another org has an application is a warning', async () => {
    const settings = { baseUrl: 'https://other.okta.com' };
    const made = await server.call('POST', `${BASE}/flow-connections`, {
      json: { name: 'Other', connector: 'okta', kind: 'okta', settings, secret: { token: 't' } },
    });
    const bindings = { connections: { okta: (made.json as Json).id } };
    await server.call('PATCH', `${BASE}/flow-packs/${packId}`, { json: { bindings } });
    const answer = await flip('Main', 'on?with=helpers');
    expect([answer.status, (answer.json as Json).warnings]).toEqual([
      200,
      [`"Main": Whether the other org has the application ${APP} cannot be known from here`],
    ]);
  });

  test('a flow whose cards nobody plays may be on: it fails when it gets there', async () => {
    expect((await patch('Broken', { isOn: true })).status).toBe(200);
  });

  test('a flow that events start needs no connection for its card', async () => {
    expect((await flip('On create', 'on')).status).toBe(200);
  });

  test('what is not in the pack, a schedule that cannot be and options that were never filled in keep a flow off', async () => {
    const torn = buildPack((pack) => {
      pack.connection('okta');
      pack.scheduled('Torn', '0 9 31 2 *', (f) => {
        f.search({ id: 'no-table', columns: { id: 'str' } }, [], { all: true });
        f.call({ id: 'no-flow', name: 'Nope' }, {});
        f.card('okta:createAnImportSession', { options: { application: '-- Enter Application ID --' } });
      });
    });
    await bind();
    const connections = {
      okta: ((await server.call('GET', `${BASE}/flow-connections`)).json as readonly Json[])[0]?.id,
    };
    const imported = (await server.importPack('Torn', torn.text())).json as Json;
    const path = `${BASE}/flow-packs/${(imported.pack as Json).id}`;
    await server.call('PATCH', path, { json: { bindings: { connections } } });
    const answer = await flip('Torn', 'on?with=helpers');
    expect(answer.json).toEqual(
      invalid(
        'flow',
        '"Torn": A card still says "-- Enter Application ID --"; bind it with bindings.applications["-- Enter Application ID --"]',
        '"Torn": It calls flow no-flow, which the pack does not have',
        '"Torn": It uses table no-table, which is not there',
        expect.stringMatching(
          /^"Torn": Its schedule cannot be: "0 9 31 2 \*" in zone "UTC" is never due/,
        ) as unknown as string,
      ),
    );
  });

  test('helpers by themselves, one after the other', async () => {
    await bind();
    const early = await patch('Shape', { isOn: true });
    await patch('Deep', { isOn: true });
    const late = await patch('Shape', { isOn: true });
    expect([early.status, early.json, late.status, (late.json as Json).isOn]).toEqual([
      400,
      invalid('flow', 'It calls "Deep", which is off; switch that on, or both with "with=helpers"'),
      200,
      true,
    ]);
  });

  test('again does nothing', async () => {
    await flip('Deep', 'on');
    await server.org.transaction((tx) => tx.execute(sql`DELETE FROM events`));
    const answer = await flip('Deep', 'on');
    expect([answer.status, (answer.json as Json).alsoSwitched, await server.events()]).toEqual([200, [], []]);
  });
});

describe('switching off', () => {
  test('ends the schedule, and waits for callers unless they go with it', async () => {
    await bind();
    await flip('Main', 'on?with=helpers');
    const refused = await flip('Deep', 'off');
    const off = await flip('Main', 'off');
    const both = await flip('Deep', 'off?with=callers');
    expect([refused.status, refused.json, off.status, (both.json as Json).alsoSwitched]).toEqual([
      409,
      failure(
        'E0000195',
        'Api validation failed due to conflict: flow',
        '"Main" needs it and is on; switch that off, or both with "with=callers"',
        '"Shape" needs it and is on; switch that off, or both with "with=callers"',
      ),
      200,
      [await idOf('Shape')],
    ]);
    expect([await timers(), (await server.call('GET', `${FLOWS}?isOn=true`)).json]).toEqual([[], []]);
  });

  test('switches are in the log', async () => {
    await server.org.transaction((tx) => tx.execute(sql`DELETE FROM events`));
    await flip('Deep', 'on');
    await flip('Deep', 'off');
    const target = { id: await idOf('Deep'), type: 'Flow', alternateId: 'Deep', displayName: 'Deep' };
    const events = await server.events();
    expect(events.map(({ type, targets }) => [type, targets])).toEqual([
      ['workflows.user.flow.activate', [target]],
      ['workflows.user.flow.deactivate', [target]],
    ]);
  });
});

describe('settings', () => {
  test('are merged, and null goes back to the default', async () => {
    const first = await patch('On create', { settings: { durable: false, ratePerSecond: 2.5, savesData: false } });
    const second = await patch('On create', { settings: { durable: null, concurrency: 5, retentionDays: 1 } });
    expect([first.status, (first.json as Json).settings, (second.json as Json).settings]).toEqual([
      200,
      { durable: false, concurrency: 1, ratePerSecond: 2.5, retentionDays: 30, savesData: false },
      { durable: true, concurrency: 5, ratePerSecond: 2.5, retentionDays: 1, savesData: false },
    ]);
  });

  test('beyond their bounds are refused', async () => {
    const answer = await patch('Deep', { settings: { concurrency: 0, retentionDays: 0, more: 1 } });
    expect(answer.status).toBe(400);
  });

  test('a schedule of its own counts instead of that of the pack, until it is taken away', async () => {
    await bind();
    await flip('Main', 'on?with=helpers');
    const own = await patch('Main', { settings: { schedule: { cron: '30 6 * * *', timeZone: 'Asia/Tokyo' } } });
    expect([(own.json as Json).schedule, (await timers()).map((timer) => (timer as Json).due)]).toEqual([
      {
        cron: '30 6 * * *',
        timeZone: 'Asia/Tokyo',
        startDate: '',
        endDate: '',
        isOwn: true,
        next: '2026-03-01T21:30:00.000Z',
      },
      [new Date('2026-03-01T21:30:00.000Z')],
    ]);
    const back = await patch('Main', { settings: { schedule: null } });
    expect(((back.json as Json).schedule as Json).isOwn).toBe(false);
    expect((await timers()).map((timer) => (timer as Json).cron)).toEqual(['0 9 * * 1']);
  });

  test('what is no schedule, or for a flow without one, is refused', async () => {
    const schedule = (cron: string, timeZone = 'UTC') => ({ settings: { schedule: { cron, timeZone } } });
    const answers = [
      await patch('Main', schedule('* * * * * *')),
      await patch('Main', schedule('61 * * * *')),
      await patch('Main', schedule('0 9 * * *', 'Mars/Olympus')),
      await patch('Deep', schedule('0 9 * * *')),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect([answers[0]?.json, answers[3]?.json]).toEqual([
      invalid('schedule', 'settings.schedule: "* * * * * *" must have five fields: minutes hours day month weekday'),
      invalid('schedule', 'settings.schedule: A flow of kind helper has no schedule'),
    ]);
  });
});

describe('endpoints', () => {
  async function stored(name: string): Promise<{ readonly token: Buffer | null }> {
    const id = await idOf(name);
    const [row] = await server.org.read((tx) =>
      tx.query<{ readonly token: Buffer | null }>(sql`SELECT client_token AS token FROM flows WHERE id = ${id}`),
    );
    return row ?? { token: null };
  }

  test('have an address; one that needs a token is closed until one is made', async () => {
    const [locked, open] = [await details('Locked door'), await details('Open door')];
    const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/flo\/[\w-]{32}\/invoke$/);
    expect([locked.endpoint, open.endpoint]).toEqual([
      { url, security: 'token', tokenCreated: null },
      { url, security: 'open', tokenCreated: null },
    ]);
    expect([(await stored('Locked door')).token?.length, (await stored('Open door')).token]).toEqual([32, null]);
  });

  test('get new tokens, of which the hash is kept', async () => {
    const path = `${FLOWS}/${await idOf('Locked door')}/client-token`;
    const [first, second] = [await server.call('POST', path), await server.call('POST', path)];
    const tokens = [first, second].map(({ json }) => String((json as Json).clientToken));
    expect([first.status, first.json, new Set(tokens).size]).toEqual([
      201,
      { clientToken: expect.stringMatching(/^[0-9a-f]{64}$/), created: NOW },
      2,
    ]);
    expect((await stored('Locked door')).token).toEqual(clientTokenHash(tokens[1] ?? ''));
    expect(((await details('Locked door')).endpoint as Json).tokenCreated).toBe(NOW);
    // A new version of the pack keeps it.
    await server.importPack('People', `${PACK} `);
    expect((await stored('Locked door')).token).toEqual(clientTokenHash(tokens[1] ?? ''));
  });

  test('that are open, and other flows, get none', async () => {
    const answers = await Promise.all([flip('Open door', 'client-token'), flip('Deep', 'client-token')]);
    expect(answers.map(({ json }) => json)).toEqual([
      invalid('flow', 'flow: "Open door" is open to everybody and takes no client token'),
      invalid('flow', 'flow: "Deep" is no API endpoint'),
    ]);
  });
});

test('what is not there is not found, and other tokens open nothing', async () => {
  const source = await server.createSource();
  const { value } = await server.createToken({ sourceId: source.id });
  const paths = [
    ['GET', ''],
    ['PATCH', ''],
    ['GET', '/export'],
    ['POST', '/on'],
    ['POST', '/off'],
    ['POST', '/client-token'],
  ] as const;
  const call = (id: string, [method, path]: (typeof paths)[number], token?: string | null) =>
    server.call(method, `${FLOWS}/${id}${path}`, {
      ...(method === 'GET' ? {} : { json: { isOn: true } }),
      ...(token === undefined ? {} : { token }),
    });
  const found = await Promise.all(paths.map((path) => call(GONE, path)));
  expect(found.map(({ status, json }) => [status, json])).toEqual(paths.map(() => [404, missing(GONE, 'Flow')]));
  const id = await idOf('Deep');
  const refused = await Promise.all(paths.flatMap((path) => [call(id, path, value), call(id, path, null)]));
  expect(refused.map(({ status }) => status)).toEqual(paths.flatMap(() => [403, 401]));
  expect(idsOf((await server.call('GET', `${FLOWS}?isOn=true`)).json)).toEqual([]);
});
