import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ImportView } from '../src/source-api.ts';
import { type ServerProcess, Stage } from '../src/stage.ts';
import { type FlowScene, flowScene } from '../src/workflows/flow-scene.ts';
import { OKTA } from '../src/workflows/golden-trace.ts';
import type { GraphUser } from '../src/workflows/graph.ts';
import { type Item, itemApi } from '../src/workflows/item-api.ts';
import { paginationScene } from '../src/workflows/pagination-scene.ts';
import { hasPublishedPacks, publishedPack } from '../src/workflows/published-packs.ts';

const ITEMS = 'https://xxx.execute-api.us-west-2.amazonaws.com';
const IMPORT = '[main] Scheduled Import Active Users';
const DEACTIVATE = '[main] Scheduled Import Deactive Users';

interface Person {
  readonly status: string;
  readonly profile: { readonly login: string; readonly mobilePhone: string | null };
}

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

describe.skipIf(!hasPublishedPacks)('what the tutorials of the published packs do', () => {
  test('100 people go through a DynamoDB table into the org; one changes, one leaves', async () => {
    const pack = publishedPack('dynamo');
    const items = await itemApi();
    const it = await flowScene({ dataDir, server: () => server, name: 'dynamo', pack, services: { [ITEMS]: items } });
    scene = it;
    await it.fill('Sample Users', pack.people.slice(0, 101));
    await succeed(it, '[main] Populate DynamoDB Table');
    const stored = await items.items();
    const active = stored.filter((item) => item.active === true);
    expect([stored.length, active.length]).toEqual([100, 100]);

    const first = await imported(it, IMPORT);
    expect(first.counters.users).toMatchObject({ scanned: 100, added: 100 });
    expect(await statuses(it)).toEqual({ PROVISIONED: 100 });

    const [changing, leaving] = stored;
    await put(items, { ...changing, cell: '+1 555 0100' });
    await put(items, { ...leaving, active: false });
    const second = await imported(it, IMPORT);
    expect(second.counters.users).toMatchObject({ scanned: 99, added: 0, updated: 1, unchanged: 98 });
    const third = await imported(it, DEACTIVATE);
    expect(third.counters.users).toMatchObject({ scanned: 1, removed: 1 });
    expect(await statuses(it)).toEqual({ PROVISIONED: 99, DEPROVISIONED: 1 });
    const changed = (await people(it)).find(({ profile }) => profile.login === changing?.email);
    expect(changed?.profile.mobilePhone).toBe('+1 555 0100');
  });

  test('300 people come through the pages of Graph', async () => {
    const pack = publishedPack('graph');
    const users: GraphUser[] = [];
    const it = await paginationScene({ dataDir, server: () => server, name: 'graph', users, page: 50 });
    scene = it;
    await it.fill('Sample Users', threeHundred(pack.people));
    await succeed(it, '[util] Upload All Sample Users');
    expect(users.length).toBe(300);
    const view = await imported(it, '[main 1.0] Scheduled Import Active Users');
    expect(view.counters.users).toMatchObject({ scanned: 300, added: 300 });
    expect(await statuses(it)).toEqual({ PROVISIONED: 300 });
  });
});

/** The rows of the published file without an empty one that is among them, and one more for it. */
function threeHundred([header = '', first = '', ...rest]: readonly string[]): readonly string[] {
  const rows = rest.filter((line) => line.includes('@'));
  return [header, first, ...rows, first.replaceAll('neil.gilbert@', 'neil.gilbert2@')];
}

/** Runs a flow to its end, and its last import too; gives the import. */
async function imported(it: FlowScene, flow: string): Promise<ImportView> {
  it.world.forgetCalls();
  await succeed(it, flow);
  const trigger = it.world.calls.find(({ url }) => url.startsWith(OKTA) && url.endsWith('/start-import'));
  return it.source.completed(/sessions\/(\w+)\//.exec(trigger?.url ?? '')?.[1] ?? '');
}

async function succeed(it: FlowScene, flow: string): Promise<void> {
  const { status, error } = await it.flows.ended(await it.start(flow));
  expect({ status, error }).toEqual({ status: 'succeeded', error: null });
}

async function put(items: Awaited<ReturnType<typeof itemApi>>, item: Item): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await items.answer({ method: 'PUT', path: '/items', headers, body: JSON.stringify(item) });
}

/** Everybody but the administrator. */
async function people(it: FlowScene): Promise<readonly Person[]> {
  const everybody = await it.source.all<Person & { readonly id: string }>(
    '/api/v1/users?limit=200&search=id pr'.replaceAll(' ', '%20'),
  );
  return everybody.filter(({ id }) => id !== it.org.administratorId);
}

async function statuses(it: FlowScene): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { status } of await people(it)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
