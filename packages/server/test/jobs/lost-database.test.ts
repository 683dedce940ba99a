import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenDatabase, openDatabase } from '../../src/database/open-database.ts';
import { deferred } from '../../src/jobs/deferred.ts';
import type { Tasks } from '../../src/jobs/task.ts';
import { add, Events, startRunner } from './support/job-bench.ts';

let folder: string;
let open: OpenDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwater-jobs-'));
  open = await openDatabase({ dataDir: folder });
});

afterAll(async () => {
  await open.close();
  await rm(folder, { recursive: true, force: true });
});

async function killServer(): Promise<void> {
  const result = await open.database.pool.query<{ readonly text: string }>(
    `SELECT pg_read_file('postmaster.pid') AS text`,
  );
  process.kill(Number(result.rows[0]?.text.split('\n')[0]), 'SIGKILL');
}

test('a runner outlives its database server: what ran is given up, runs again, and new jobs follow', async () => {
  const events = new Events<string>();
  const tasks: Tasks = {
    work: {
      async run(payload, context) {
        const { name, wait } = payload as { readonly name: string; readonly wait: boolean };
        events.add(`${name} ${context.attempt}`);
        if (!wait || events.seen.length > 1) return;
        await once(context.signal, 'abort');
        context.signal.throwIfAborted();
      },
    },
  };
  const runner = await startRunner(open.database, { tasks });
  try {
    await add(open.database, { task: 'work', payload: { name: 'a', wait: true }, queue: 'serial', maxAttempts: 1 });
    await add(open.database, { task: 'work', payload: { name: 'b', wait: false }, queue: 'serial' });
    await events.count(1);
    await killServer();
    await events.count(3);
    await add(open.database, { task: 'work', payload: { name: 'c', wait: false } });
    expect(await events.count(4)).toEqual(['a 1', 'a 1', 'b 1', 'c 1']);
  } finally {
    await runner.stop();
  }
});

test('a job whose end could not be reported is not lost', async () => {
  const events = new Events<string>();
  const added = deferred<void>();
  const tasks: Tasks = {
    work: {
      async run(payload) {
        const { name, kill } = payload as { readonly name: string; readonly kill: boolean };
        events.add(name);
        if (!kill || events.seen.length > 1) return;
        await added.promise;
        await killServer();
      },
    },
  };
  const runner = await startRunner(open.database, { tasks });
  try {
    await add(open.database, { task: 'work', payload: { name: 'a', kill: true }, queue: 'serial' });
    await add(open.database, { task: 'work', payload: { name: 'b', kill: false }, queue: 'serial' });
    added.resolve(undefined);
    await events.until((seen) => seen.includes('b'));
    expect(events.seen.at(-1)).toEqual('b');
    expect([1, 2]).toContain(events.seen.filter((name) => name === 'a').length);
  } finally {
    await runner.stop();
  }
});

test('the end of single connections does not end the runner', async () => {
  const events = new Events<unknown>();
  const tasks: Tasks = { work: { run: async (payload) => events.add(payload) } };
  const runner = await startRunner(open.database, { tasks });
  try {
    for (let number = 1; number <= 3; number++) {
      await open.database.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'headwater%' AND pid <> pg_backend_pid()`,
      );
      await add(open.database, { task: 'work', payload: { number } });
      // Again, if the connection that was to report its end was among those.
      await events.until((seen) => seen.some((payload) => isDeepStrictEqual(payload, { number })));
    }
    expect(events.seen.at(-1)).toEqual({ number: 3 });
  } finally {
    await runner.stop();
  }
});
