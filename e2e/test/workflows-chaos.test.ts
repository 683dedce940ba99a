import { randomBytes } from 'node:crypto';
import { openAdministration } from '@headwater/server';
import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Administration, connectionUrl } from '../src/org.ts';
import { type ServerProcess, Stage } from '../src/stage.ts';
import type { FlowScene } from '../src/workflows/flow-scene.ts';
import { goldenTrace, goldenTraces } from '../src/workflows/golden-trace.ts';
import { interrupted } from '../src/workflows/interrupted.ts';
import type { Call } from '../src/workflows/outside-world.ts';
import { graphUsers, paginationScene } from '../src/workflows/pagination-scene.ts';
import { hasPublishedPacks } from '../src/workflows/published-packs.ts';

const FLOW = '[main 1.0] Scheduled Import Active Users';
const FIVE_MINUTES = 300;
const settings = {
  HEADWATER_WORKFLOWS_ALLOW: '127.0.0.1',
  HEADWATER_SECRET_KEY: randomBytes(32).toString('base64'),
};

const stage = new Stage();
let scene: FlowScene | undefined;

afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

afterAll(() => stage.close());

describe.skipIf(!hasPublishedPacks || goldenTraces.length === 0)('the pagination pack, on 52 pages', () => {
  describe('under a server that is killed again and again', () => {
    let dataDir: string;
    let server: ServerProcess;

    beforeAll(async () => {
      dataDir = await stage.folder();
      server = await stage.start({ dataDir, settings });
    });

    const restart = async () => {
      await server.end('SIGKILL');
      server = await stage.start({ dataDir, settings });
    };

    test('makes the calls of an undisturbed run, and only the one under way at each kill once more', async () => {
      const killedAt = [1, 7, 8, 30, 51];
      scene = await paginationScene({
        dataDir,
        server: () => server,
        name: 'killed',
        users: graphUsers(52),
        page: 1,
        around: (service) => interrupted(service, killedAt, restart),
      });
      const id = await scene.start(FLOW);
      await sleepThrough(scene, id, restart);
      expect((await scene.flows.ended(id)).status).toBe('succeeded');
      expect(kinds(scene.world.calls)).toEqual(withRepeats(killedAt));
    });
  });

  describe('on two servers of one database', () => {
    let administration: Administration;
    let databaseUrl: string;
    let dataDir: string;
    let servers: ServerProcess[];
    let replaced: Promise<void> = Promise.resolve();

    beforeAll(async () => {
      dataDir = await stage.folder();
      administration = await openAdministration({ dataDir, databaseUrl: undefined });
      databaseUrl = connectionUrl(administration.database.options);
      servers = [await another(), await another()];
    });

    afterAll(async () => {
      await replaced;
      for (const server of servers) await server.end('SIGTERM');
      await administration.close();
    });

    const another = async () => stage.start({ dataDir: await stage.folder(), databaseUrl, settings });

    /** Kills the server that runs the execution; the other one is there at once, and a third one before the next kill. */
    const killHolder = async () => {
      await replaced;
      const [holder] = await administration.database.inPlatform((tx) =>
        tx.query<{ readonly pid: number }>(sql`
          SELECT process.pid FROM headwater.processes AS process
          JOIN graphile_worker._private_jobs AS job ON job.locked_by = ANY (process.worker_ids)`),
      );
      const killed = servers.find(({ pid }) => pid === holder?.pid);
      servers = servers.filter((server) => server !== killed);
      expect(await killed?.end('SIGKILL')).toBe(null);
      replaced = another().then((server) => void servers.push(server));
    };

    test('the other one goes on where the killed one was', async () => {
      const killedAt = [5, 20, 40];
      scene = await paginationScene({
        dataDir,
        databaseUrl,
        server: () => servers[0] as ServerProcess,
        name: 'two',
        users: graphUsers(52),
        page: 1,
        around: (service) => interrupted(service, killedAt, killHolder),
      });
      const id = await scene.start(FLOW);
      await sleepThrough(scene, id, async () => {});
      expect((await scene.flows.ended(id)).status).toBe('succeeded');
      expect(kinds(scene.world.calls)).toEqual(withRepeats(killedAt));
    });
  });
});

/** Meets an execution in its five minutes of sleep, has something happen, and lets them pass. */
async function sleepThrough(it: FlowScene, id: string, happen: () => Promise<void>): Promise<void> {
  const { status } = await it.flows.sleeping(id);
  expect(status).toBe('sleeping');
  await happen();
  await it.advance(FIVE_MINUTES);
}

const PAGE = 'GET /beta/users';

/** The calls of the published trace, those for some pages twice, one after the other. */
function withRepeats(pages: readonly number[]): readonly string[] {
  // A repeated call is answered with a number of its own, which counts as well.
  let answers = 0;
  return (goldenTrace('PAG-3').callKinds ?? []).flatMap((kind) => {
    if (kind !== PAGE) return [kind];
    const repeats: string[] = [kind];
    answers += 1;
    while (pages.includes(answers)) {
      repeats.push(kind);
      answers += 1;
    }
    return repeats;
  });
}

/** Method and end of the path, with sessions named in the order they come. */
function kinds(calls: readonly Call[]): readonly string[] {
  const sessions: string[] = [];
  return calls.map(({ method, url }) => {
    const path = new URL(url).pathname.replace(/^.*(?=\/sessions)/, '');
    return `${method} ${path.replace(/aps\w+/, (id) => {
      if (!sessions.includes(id)) sessions.push(id);
      return `sess${String(sessions.indexOf(id) + 1).padStart(3, '0')}`;
    })}`;
  });
}
