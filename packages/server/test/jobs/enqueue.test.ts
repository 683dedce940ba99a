import { afterEach, beforeEach, expect, test } from 'vitest';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { migrateJobQueue } from '../../src/jobs/migrate-job-queue.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let bench: TestDatabase;

beforeEach(async () => {
  bench = await createTestDatabase();
  await migrateJobQueue(bench.database);
});

afterEach(() => bench.close());

test('a job is not lost when the one with its key is being taken at that moment', async () => {
  const { database } = bench;
  const add = (number: number) =>
    database.inPlatform((tx) => enqueue(tx, { task: 'note', payload: { number }, key: 'k' }));
  await add(1);
  const worker = await database.pool.connect();
  await worker.query('BEGIN');
  await worker.query(`UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'w', attempts = 1`);
  const added = add(2);
  const waits = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await database.pool.query(waits)).rowCount === 0);
  await worker.query('COMMIT');
  worker.release();
  await added;
  const { rows } = await database.pool.query(
    `SELECT payload, key, locked_by IS NOT NULL AS locked FROM graphile_worker._private_jobs ORDER BY id`,
  );
  expect(rows).toEqual([
    { payload: { number: 1 }, key: null, locked: true },
    { payload: { number: 2 }, key: 'k', locked: false },
  ]);
});
