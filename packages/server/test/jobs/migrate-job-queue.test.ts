import { expect, test } from 'vitest';
import { connectDatabase } from '../../src/database/database.ts';
import { migrateJobQueue } from '../../src/jobs/migrate-job-queue.ts';
import { createTestDatabase } from '../support/database.ts';
import { queueRows } from './support/job-bench.ts';

test('processes that start together on an empty database all find the queue ready', async () => {
  const bench = await createTestDatabase();
  const processes = [1, 2, 3, 4].map(() => connectDatabase(bench.database.options, { maxConnections: 1 }));
  await Promise.all(processes.map((database) => migrateJobQueue(database)));
  expect(await Promise.all(processes.map(queueRows))).toEqual([[], [], [], []]);
  await Promise.all(processes.map((database) => database.close()));
  await bench.close();
});
