import { beginTestMode } from '@headwater/server';
import { administer, makeOrg, type TestOrg } from '../org.ts';
import { SourceApi } from '../source-api.ts';
import type { ServerProcess } from '../stage.ts';
import { until } from '../until.ts';
import { behind } from './behind.ts';
import { FlowsApi } from './flows-api.ts';
import { OKTA } from './golden-trace.ts';
import { type OutsideWorld, startOutsideWorld } from './outside-world.ts';
import type { PublishedPack } from './published-packs.ts';
import type { Service } from './service.ts';

/** An org with a pack in it, bound to the org itself and to a world played on this machine. */
export interface FlowScene {
  readonly org: TestOrg;
  readonly source: SourceApi;
  readonly flows: FlowsApi;
  readonly world: OutsideWorld;
  readonly packId: string;
  /** Fills a table of the pack with rows of CSV, header first. */
  fill(table: string, lines: readonly string[]): Promise<void>;
  /** The rows of a table. */
  rows(table: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Switches a flow and what it calls on, and starts it; gives the execution. */
  start(flow: string, input?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Moves the clock of the org. */
  advance(seconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface SceneOptions {
  readonly dataDir: string;
  readonly databaseUrl?: string;
  readonly server: () => ServerProcess;
  readonly name: string;
  readonly pack: PublishedPack;
  /** What the flows talk to besides the org, by origin. */
  readonly services: Readonly<Record<string, Service>>;
}

/** Sets the scene: an org in test mode whose clock runs, the pack unmodified, connections, bindings. */
export async function flowScene({
  dataDir,
  databaseUrl,
  server,
  name,
  pack,
  services,
}: SceneOptions): Promise<FlowScene> {
  const org = await administer({ dataDir, databaseUrl }, async (administration) => {
    const made = await makeOrg(administration, name);
    await beginTestMode(administration.database, name);
    return made;
  });
  const host = `${name}.localhost`;
  const url = () => server().url;
  const source = new SourceApi({ url, org: name, token: org.token, sourceId: org.sourceId });
  const flows = new FlowsApi({ url, host, token: org.token });
  await until('The server knows the org', async () =>
    (await source.raw('GET', source.sessions)).status === 200 ? true : undefined,
  );
  const world = await startOutsideWorld({ [OKTA]: behind(url, host), ...services });
  const okta = await flows.connectOrg('This org', OKTA, org.token);
  const packId = await flows.importPack('pack', pack.text, {
    applications: Object.fromEntries(pack.applications.map((id) => [id, org.sourceId])),
    connections: { okta, httpfunctions: await flows.connectWithout('Anything', 'httpfunctions') },
    hosts: world.hosts,
  });
  return {
    org,
    source,
    flows,
    world,
    packId,
    fill: async (table, lines) => flows.importRows(await flows.tableId(packId, table), `${lines.join('\n')}\n`),
    rows: async (table) => flows.rows(await flows.tableId(packId, table)),
    async start(flow, input) {
      const id = await flows.flowId(packId, flow);
      await flows.json('POST', `/flows/${id}/on?with=helpers`);
      return (await flows.run(id, input)).id;
    },
    advance: (seconds) => flows.json('POST', '/test/clock/advance', { seconds }),
    close: () => world.close(),
  };
}
