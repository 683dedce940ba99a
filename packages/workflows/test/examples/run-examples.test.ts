import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONNECTORS } from '../../src/connectors/registry.ts';
import type { MemoryResponse } from '../../src/memory/memory-http.ts';
import type { Pack } from '../../src/pack/pack.ts';
import { readPack } from '../../src/pack/read-pack.ts';
import type { FrameOutcome } from '../../src/run/journal.ts';
import type { HttpRequest, StartInput } from '../../src/run/ports.ts';
import { readRowsCsv } from '../../src/tables/csv/read-rows-csv.ts';
import type { ValueObject } from '../../src/values/value.ts';
import { runFlow, type World, world } from '../run/support/run-flow.ts';

const EXAMPLES = new URL('../../../../examples/workflows/', import.meta.url);

function readFile(path: string): string {
  return readFileSync(new URL(path, EXAMPLES), 'utf8');
}

function rowsOf(pack: Pack, table: string, file: string): readonly ValueObject[] {
  const shape = [...pack.tables.values()].find(({ name }) => name === table);
  return readRowsCsv(readFile(file), shape?.columns ?? []).rows;
}

function run(pack: Pack, flow: string, at: World, input: StartInput = {}): Promise<FrameOutcome> {
  return runFlow(pack, flow, { world: at, connectors: CONNECTORS, input });
}

/** An org that takes sessions: what it was asked, in short, and the profiles it was given. */
function org(open: readonly { readonly id: string; readonly status: string }[] = []) {
  const calls: string[] = [];
  const loaded: unknown[] = [];
  let made = 0;
  function answer({ method, url, body }: HttpRequest): MemoryResponse {
    const path = url.replace(/^\/api\/v1\/identity-sources\/[^/]+/, '');
    calls.push(`${method} ${path}`);
    if (method === 'GET') return { body: open };
    if (method === 'DELETE') return { status: 204 };
    if (path === '/sessions') return { status: 201, body: { id: `s${++made}`, status: 'CREATED' } };
    if (path.endsWith('/start-import')) return { body: { status: 'TRIGGERED' } };
    loaded.push(...(JSON.parse(String(body)) as { profiles: unknown[] }).profiles);
    return { status: 202 };
  }
  return { calls, loaded, answer };
}

describe('people-api', () => {
  const pack = readPack(readFile('people-api/people-api.folder'));
  const People = rowsOf(pack, 'People', 'people-api/people.csv');
  const Settings = rowsOf(pack, 'Settings', 'people-api/settings.csv');

  /** The API is the pack's own endpoint. */
  function company(source: ReturnType<typeof org>, people = People): World {
    const at: World = world(pack, {
      rows: { People: people, Settings },
      answer: async (request) => {
        if (request.connection?.connector === 'okta') return source.answer(request);
        expect(request.url.split('?')[0]).toBe(Settings[0]?.value);
        const query = Object.fromEntries(new URL(request.url).searchParams);
        const outcome = await run(pack, 'People: list', at, { query });
        return outcome.status === 'returned' ? { body: outcome.result } : { status: 500 };
      },
    });
    return at;
  }

  it('imports everybody who works here, after it discarded what was open', async () => {
    const source = org([
      { id: 'old', status: 'CREATED' },
      { id: 'busy', status: 'TRIGGERED' },
    ]);
    const outcome = await run(pack, 'Import people who work here', company(source));
    expect({ outcome, calls: source.calls, first: source.loaded[0] }).toEqual({
      outcome: { status: 'returned', result: { count: 6 } },
      calls: [
        'GET /sessions',
        'DELETE /sessions/old',
        'POST /sessions',
        'POST /sessions/s1/bulk-upsert',
        'POST /sessions/s1/start-import',
      ],
      first: {
        externalId: 'P-1001',
        profile: {
          userName: 'ines.albrecht@lindenhof.example',
          email: 'ines.albrecht@lindenhof.example',
          firstName: 'Ines',
          lastName: 'Albrecht',
          title: 'Head Gardener',
          department: 'Grounds',
        },
      },
    });
  });

  it('deactivates those who left, by id alone', async () => {
    const source = org();
    await run(pack, 'Deactivate people who left', company(source));
    expect(source.loaded).toEqual([{ externalId: 'P-1004' }, { externalId: 'P-1007' }]);
  });

  it('opens no session for nobody', async () => {
    const source = org();
    const outcome = await run(pack, 'Import people who work here', company(source, []));
    expect({ outcome, calls: source.calls }).toEqual({
      outcome: { status: 'returned', result: { count: 0 } },
      calls: [],
    });
  });

  it('says what is missing when nobody wrote down the address', async () => {
    const outcome = await run(pack, 'Import people who work here', world(pack, { rows: { People } }));
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { message: 'The table Settings has no people_api; add a row with the address of "People: list"' },
    });
  });

  it('adds and changes people over its API, and refuses one without an id', async () => {
    const at = company(org());
    const post = (body: ValueObject) => run(pack, 'People: upsert', at, { body });
    expect([
      await post({ id: 'P-2000', firstName: 'Noor', active: true }),
      await post({ id: 'P-2000', lastName: 'Haddad' }),
      await post({ firstName: 'Nobody' }),
    ]).toEqual([
      { status: 'returned', result: { id: 'P-2000', result: 'added' } },
      { status: 'returned', result: { id: 'P-2000', result: 'changed' } },
      {
        status: 'returned',
        result: expect.objectContaining({ statusCode: 400 }),
        answer: {
          statusCode: 400,
          headers: { 'content-type': 'application/json' },
          body: '{"error":"A person needs an id"}',
        },
      },
    ]);
    const outcome = await run(pack, 'People: list', at);
    expect(outcome.status === 'returned' ? (outcome.result.people as readonly ValueObject[]).at(-1) : outcome).toEqual({
      id: 'P-2000',
      firstName: 'Noor',
      lastName: 'Haddad',
      email: null,
      title: null,
      department: null,
      active: true,
    });
  });
});

describe('microsoft-graph', () => {
  const pack = readPack(readFile('microsoft-graph/microsoft-graph.folder'));

  /** Graph with so many users, and pages of the size that is asked for. */
  function tenant(count: number, source: ReturnType<typeof org>, pageSize: string): World {
    const users = Array.from({ length: count }, (_, at) => ({
      id: `u${at}`,
      userPrincipalName: `u${at}@a.test`,
      givenName: `U${at}`,
    }));
    return world(pack, {
      rows: { Settings: [{ name: 'page_size', value: pageSize }] },
      answer: (request) => {
        if (request.connection?.connector === 'okta') return source.answer(request);
        const url = new URL(request.url);
        const top = Number(url.searchParams.get('$top'));
        const skip = Number(url.searchParams.get('$skiptoken') ?? 0);
        const next = `https://graph.microsoft.com/v1.0/users?$top=${top}&$skiptoken=${skip + top}`;
        const more = skip + top < users.length ? { '@odata.nextLink': next } : {};
        return { body: { value: users.slice(skip, skip + top), ...more } };
      },
    });
  }

  it('imports page by page into one session, and triggers it after the last', async () => {
    const source = org();
    await run(pack, 'Import enabled users', tenant(5, source, '2'));
    expect({ calls: source.calls, last: source.loaded.at(-1), count: source.loaded.length }).toEqual({
      calls: [
        'GET /sessions',
        'POST /sessions',
        'POST /sessions/s1/bulk-upsert',
        'POST /sessions/s1/bulk-upsert',
        'POST /sessions/s1/bulk-upsert',
        'POST /sessions/s1/start-import',
      ],
      last: {
        externalId: 'u4',
        profile: expect.objectContaining({ userName: 'u4@a.test', firstName: 'U4', email: null }),
      },
      count: 5,
    });
  });

  it('opens the next session only when there is more to load than fifty loads', async () => {
    const exactly = org();
    await run(pack, 'Import enabled users', tenant(50, exactly, '1'));
    const more = org();
    const at = tenant(51, more, '1');
    const begin = at.clock.now().getTime();
    await run(pack, 'Import enabled users', at);
    const counted = (calls: readonly string[]) => ({
      opened: calls.filter((call) => call === 'POST /sessions').length,
      loads: calls.filter((call) => call.endsWith('/bulk-upsert')).length,
      triggered: calls.filter((call) => call.endsWith('/start-import')).length,
    });
    expect([counted(exactly.calls), counted(more.calls)]).toEqual([
      { opened: 1, loads: 50, triggered: 1 },
      { opened: 2, loads: 51, triggered: 2 },
    ]);
    expect(at.clock.now().getTime() - begin).toBe(300_000);
  });

  it('opens no session when Graph has nobody', async () => {
    const source = org();
    await run(pack, 'Deactivate disabled users', tenant(0, source, '100'));
    expect(source.calls).toEqual(['GET /sessions']);
  });

  it('asks for 100 users a page unless told, and for those that are wanted', async () => {
    const source = org();
    const at = tenant(0, source, '');
    await run(pack, 'Deactivate disabled users', at);
    const asked = new URL(at.http.requests.at(-1)?.url ?? '');
    expect([asked.searchParams.get('$top'), asked.searchParams.get('$filter')]).toEqual([
      '100',
      'accountEnabled eq false',
    ]);
  });

  it('refuses pages larger than a load', async () => {
    const outcome = await run(pack, 'Import enabled users', tenant(0, org(), '201'));
    expect(outcome).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('more than 200') } });
  });
});
