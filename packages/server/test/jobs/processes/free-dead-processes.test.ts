import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrateJobQueue } from '../../../src/jobs/migrate-job-queue.ts';
import { freeDeadProcesses } from '../../../src/jobs/processes/free-dead-processes.ts';
import { openProcessConnection, registerProcess } from '../../../src/jobs/processes/register-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { add, queueRows } from '../support/job-bench.ts';

let bench: TestDatabase;

beforeEach(async () => {
  bench = await createTestDatabase();
  await migrateJobQueue(bench.database);
});

afterEach(() => bench.close());

/** A job in the hands of a worker. */
async function hold(task: string, worker: string): Promise<void> {
  await add(bench.database, { task, payload: {}, queue: `queue of ${worker}` });
  await bench.database.pool.query(
    `UPDATE graphile_worker._private_jobs SET attempts = 1, locked_at = now(), locked_by = $1 WHERE locked_by IS NULL`,
    [worker],
  );
  await bench.database.pool.query(
    `UPDATE graphile_worker._private_job_queues SET locked_at = now(), locked_by = $1 WHERE locked_by IS NULL`,
    [worker],
  );
}

test('only the jobs and queues of dead processes and of nobody are freed', async () => {
  const living = await openProcessConnection(bench.database);
  const dying = await openProcessConnection(bench.database);
  const info = { host: 'test', pid: 1 };
  await registerProcess(living, ['worker-1', 'worker-2'], info);
  const dead = await registerProcess(dying, ['worker-3'], info);
  await hold('living', 'worker-2');
  await hold('dead', 'worker-3');
  await hold('orphan', 'worker-4');
  await dying.close();
  expect(await bench.database.inPlatform(freeDeadProcesses)).toEqual({
    processes: [{ id: dead, ...info, worker_ids: ['worker-3'] }],
    jobs: 2,
    queues: 2,
  });
  expect(await queueRows(bench.database)).toEqual([
    { task: 'living', attempts: 1, locked: true },
    { task: 'dead', attempts: 0, locked: false },
    { task: 'orphan', attempts: 0, locked: false },
  ]);
  await living.close();
});
