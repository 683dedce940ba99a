import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CallRefused } from '../src/source-api.ts';
import { type ServerProcess, Stage } from '../src/stage.ts';
import { type FlowScene, flowScene } from '../src/workflows/flow-scene.ts';
import {
  type ComparedCall,
  comparedCalls,
  expectedCalls,
  type GoldenTrace,
  goldenTrace,
  goldenTraces,
  sessionNames,
} from '../src/workflows/golden-trace.ts';
import type { GraphUser } from '../src/workflows/graph.ts';
import { type Item, itemApi } from '../src/workflows/item-api.ts';
import { graphUsers, paginationScene } from '../src/workflows/pagination-scene.ts';
import { hasPublishedPacks, publishedPack } from '../src/workflows/published-packs.ts';
import { randomPeople } from '../src/workflows/random-people.ts';

const FIVE_MINUTES = 300;

const stage = new Stage();
let dataDir: string;
let server: ServerProcess;
let scene: FlowScene | undefined;

beforeAll(async () => {
  dataDir = await stage.folder();
  server = await stage.start({ dataDir, settings: { HEADWATER_WORKFLOWS_ALLOW: '127.0.0.1' } });
});

afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

afterAll(() => stage.close());

describe.skipIf(!hasPublishedPacks || goldenTraces.length === 0)(
  'the published packs, unmodified, on a real org',
  () => {
    test('DYN-1: the rows of the table become items', async () => {
      const { fill } = await dynamo('dyn1');
      await fill('Sample Users', publishedPack('dynamo').people.slice(0, 4));
      await follow(goldenTrace('DYN-1'), { isConcurrent: true });
    });

    test('DYN-2: active items are imported, after the session that was left over is deleted', async () => {
      const { source } = await dynamo('dyn2', itemsOf(goldenTrace('DYN-2')));
      await follow(goldenTrace('DYN-2'), { there: [(await source.create()).id] });
    });

    test('DYN-3: items that are not active are deactivated', async () => {
      const { source } = await dynamo('dyn3', itemsOf(goldenTrace('DYN-2')));
      await known(source, ['emma.kantola@example.com']);
      await follow(goldenTrace('DYN-3'));
    });

    test('DYN-4: an iterator that passes its empty object as it is written deletes no session, and fails', async () => {
      const { source, flows, packId } = await dynamo('dyn4', itemsOf(goldenTrace('DYN-2')));
      await flows.json('PATCH', `/flow-packs/${packId}`, { choices: { staticIteratorObject: 'literal' } });
      await follow(goldenTrace('DYN-4'), { there: [(await source.create()).id] });
    });

    test('DYN-5: an iterator whose only argument is an empty object passes the item', async () => {
      const { source } = await dynamo('dyn5', itemsOf(goldenTrace('DYN-2')));
      await known(source, ['emma.kantola@example.com']);
      await follow(goldenTrace('DYN-5'), { there: [(await source.create()).id] });
    });

    test('PAG-1: pages of two are loaded one by one, without the user of another department', async () => {
      const { source } = await pagination('pag1', { users: graphUsers(5, 2), page: 2 });
      await follow(goldenTrace('PAG-1'), { there: [(await source.create()).id] });
    });

    test('PAG-2: disabled users are deactivated', async () => {
      const { source } = await pagination('pag2', { users: graphUsers(5, 2), page: 200 });
      await known(source, ['user6@contoso.test', 'user7@contoso.test']);
      await follow(goldenTrace('PAG-2'));
    });

    test('PAG-3: after fifty loads the session is triggered, and the next is made five minutes later', async () => {
      const trace = goldenTrace('PAG-3');
      const { flows, world, start, advance, rows } = await pagination('pag3', { users: graphUsers(52), page: 1 });
      const id = await start(trace.flow);
      await flows.sleeping(id);
      const before = world.calls.length;
      await advance(FIVE_MINUTES);
      const { status } = await flows.ended(id);
      const compared = comparedCalls(world.calls, scene?.org.sourceId ?? '', names([]));
      const kinds = compared.map(
        ({ method, url }) => `${method} ${new URL(url).pathname.replace(/^.*(?=\/sessions)/, '')}`,
      );
      expect({ status, before, kinds, rows: await rows('Bulk Load Requests') }).toEqual({
        status: 'succeeded',
        before: trace.waits[0]?.afterCall,
        kinds: trace.callKinds,
        rows: [{ no_requests: 2 }],
      });
    });

    test('PAG-4: a page size over 200 is refused before any call', async () => {
      await pagination('pag4', { users: [], page: 201 });
      await follow(goldenTrace('PAG-4'));
    });

    test('PAG-5: the sample people become users of Graph', async () => {
      const { fill } = await pagination('pag5', { users: [], page: 200 });
      await fill('Sample Users', publishedPack('graph').people.slice(0, 3));
      await follow(goldenTrace('PAG-5'), { isConcurrent: true });
    });

    test('PAG-6: people are deactivated and deleted, also those that are deactivated already', async () => {
      const { fill, source } = await pagination('pag6', { users: [], page: 200 });
      await fill('Sample Users', publishedPack('graph').people.slice(0, 3));
      await known(source, ['neil.gilbert@contoso.test', 'alexander.ambrose@contoso.test']);
      await source.call('POST', '/api/v1/users/alexander.ambrose%40contoso.test/lifecycle/deactivate');
      await follow(goldenTrace('PAG-6'), { isConcurrent: true });
    });

    test('PAG-7: somebody made up becomes a row', async () => {
      const { fill } = await pagination('pag7', { users: [], page: 200 });
      await fill('Configuration', ['name,value,description']);
      await follow(goldenTrace('PAG-7'));
    });

    test('PAG-8: with nobody to deactivate the session stays empty and cannot be triggered', async () => {
      const { source } = await pagination('pag8', { users: [], page: 200 });
      await acceptEmptyLoads(source);
      await follow(goldenTrace('PAG-8'));
    });
  },
);

interface Circumstances {
  /** Sessions that were there before. */
  readonly there?: readonly string[];
  /** Whether several people are worked on at a time, so that only the order of calls for each of them counts. */
  readonly isConcurrent?: boolean;
}

/** Runs the flow of a trace and compares everything that it is to do. */
async function follow(trace: GoldenTrace, { there = [], isConcurrent = false }: Circumstances = {}): Promise<void> {
  if (scene === undefined) throw new TypeError('The scene is not set');
  const { flows, world, start, org } = scene;
  const execution = await flows.ended(await start(trace.flow));
  const calls = comparedCalls(world.calls, org.sourceId, names(there));
  const ordered = isConcurrent ? byPerson : (some: readonly ComparedCall[]) => some;
  expect(ordered(calls)).toEqual(ordered(expectedCalls(trace)));
  expect(execution.status).toBe(trace.error === null ? 'succeeded' : 'failed');
  for (const [table, rows] of Object.entries(trace.tablesAfter)) {
    expect({ [table]: inOrder(await scene.rows(table)) }).toEqual({ [table]: inOrder(rows) });
  }
}

/** The sessions of the calls so far, by the names that the traces give them. */
function names(there: readonly string[]): ReadonlyMap<string, string> {
  const seen = scene?.world.calls.flatMap(({ url }) => /\/sessions\/(aps\w+)/.exec(url)?.[1] ?? []) ?? [];
  return sessionNames(
    there,
    [...new Set(seen)].filter((id) => !there.includes(id)),
  );
}

/** The calls of one person after those of another, each in the order they came. */
function byPerson(calls: readonly ComparedCall[]): readonly ComparedCall[] {
  const personOf = ({ url, body }: ComparedCall) =>
    `${/\/users\/([^/?]+)/.exec(url)?.[1] ?? ''} ${typeof body === 'string' ? '' : JSON.stringify(body)}`;
  return calls.toSorted((a, b) => (personOf(a) < personOf(b) ? -1 : Number(personOf(a) > personOf(b))));
}

function inOrder(rows: readonly object[]): readonly string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
}

async function dynamo(name: string, items: readonly Item[] = []): Promise<FlowScene> {
  const services = { 'https://xxx.execute-api.us-west-2.amazonaws.com': await itemApi(items) };
  scene = await flowScene({ dataDir, server: () => server, name, pack: publishedPack('dynamo'), services });
  return scene;
}

async function pagination(
  name: string,
  { users, page }: { readonly users: GraphUser[]; readonly page: number },
): Promise<FlowScene> {
  const services = { 'https://randomuser.me': randomPeople(RANDOM_PERSON) };
  scene = await paginationScene({ dataDir, server: () => server, name, users, page, services });
  return scene;
}

/** What the API over the table holds for the traces: the people that are imported, and one who is not active. */
function itemsOf(trace: GoldenTrace): readonly Item[] {
  const load = trace.calls?.find(({ url }) => url.endsWith('bulk-upsert'))?.body as {
    readonly profiles: readonly { readonly externalId: string; readonly profile: Readonly<Record<string, string>> }[];
  };
  const active = load.profiles.map(({ externalId, profile }) => itemOf(externalId, profile));
  return [...active, { id: 'emma.kantola@example.com', active: false, email: 'emma.kantola@example.com' }];
}

function itemOf(id: string, profile: Readonly<Record<string, string>>): Item {
  const [number = '', ...street] = (profile.streetAddress ?? '').split(' ');
  const { firstName = '', lastName = '', email = '', mobilePhone = '', primaryPhone = '' } = profile;
  const { city = '', state = '', zipCode = '', countryCode = '', title = '' } = profile;
  return {
    id,
    active: true,
    title,
    first_name: firstName,
    last_name: lastName,
    street_number: number,
    street_name: street.join(' '),
    city,
    state,
    country: countryCode,
    postcode: zipCode,
    email,
    phone: primaryPhone,
    cell: mobilePhone,
  };
}

const RANDOM_PERSON = {
  name: { title: 'Mr', first: 'Ran', last: 'Dom' },
  location: {
    street: { number: 12, name: 'Elm St' },
    city: 'Cork',
    state: 'Cork',
    country: 'Ireland',
    postcode: 12345,
  },
  email: 'ran.dom@example.com',
  phone: '1',
  cell: '2',
  dob: { date: '1990-01-01T00:00:00.000Z' },
};

/** People whom the source and the directory know already, active. */
async function known(source: FlowScene['source'], addresses: readonly string[]): Promise<void> {
  const { id } = await source.create();
  const profiles = addresses.map((address) => ({
    externalId: address,
    profile: { userName: address, email: address, firstName: 'Known', lastName: 'Before' },
  }));
  await source.load(id, { kind: 'upsert', profiles });
  await source.start(id);
  await source.completed(id);
}

async function acceptEmptyLoads(source: FlowScene['source']): Promise<void> {
  const answer = await source.raw('PATCH', '/api/v1/headwater/org/settings', { choices: { emptyPayload: 'accept' } });
  if (answer.status !== 200) throw new CallRefused('The switch emptyPayload', answer);
}
