import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobLogLine } from '../../../src/jobs/job-log.ts';
import { migrateJobQueue } from '../../../src/jobs/migrate-job-queue.ts';
import { startJobThread } from '../../../src/jobs/thread/start-job-thread.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { add, Events, queueRows } from '../support/job-bench.ts';

const entry = new URL('../support/job-thread.mjs', import.meta.url);

let bench: TestDatabase;
let lines: Events<JobLogLine>;

beforeEach(async () => {
  bench = await createTestDatabase();
  await migrateJobQueue(bench.database);
  lines = new Events();
});

afterEach(() => bench.close());

function start(crashes: number, refuse = false) {
  const crashesLeft = new Int32Array(new SharedArrayBuffer(4)).fill(crashes);
  const data = { options: bench.database.options, refuse, crashesLeft };
  return startJobThread({ entry, data, log: (line) => lines.add(line) });
}

function logged(message: string, times = 1) {
  return lines.until((seen) => seen.filter((line) => line.message === message).length >= times);
}

test('jobs run in a thread, its log comes here, and stopping leaves nothing', async () => {
  const thread = await start(0);
  await add(bench.database, { task: 'work', payload: { name: 'a' } });
  await logged('runs a');
  await thread.stop();
  expect(await queueRows(bench.database)).toEqual([]);
  expect((await bench.database.pool.query('SELECT FROM headwater.processes')).rows).toEqual([]);
});

test('a thread that crashes is replaced, and its job runs again', async () => {
  const thread = await start(1);
  await add(bench.database, { task: 'work', payload: { name: 'a', crash: true }, maxAttempts: 1 });
  await logged('runs a', 2);
  await thread.stop();
  expect(lines.seen.filter((line) => line.level === 'error').map((line) => line.message)).toEqual([
    'The job thread failed: nobody catches this; it is started again',
  ]);
  expect(await queueRows(bench.database)).toEqual([]);
});

test('a thread that cannot begin says why', async () => {
  await expect(start(0, true)).rejects.toMatchObject({
    code: 'thread_failed',
    message: 'The job thread failed: refused',
  });
});
