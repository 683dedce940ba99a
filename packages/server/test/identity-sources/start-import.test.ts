import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { EnqueueImport } from '../../src/identity-sources/sessions/start-import.ts';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { migrateJobQueue } from '../../src/jobs/migrate-job-queue.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { driveNewSource, statusOf } from './session-driver.ts';

let server: TestServer;
let queue: EnqueueImport = enqueue;
beforeAll(async () => {
  server = await startTestServer({ enqueue: (tx, job) => queue(tx, job) });
  await migrateJobQueue(server.database);
});
afterAll(() => server.close());
afterEach(() => {
  queue = enqueue;
});

async function imports(sessionId: string): Promise<readonly object[]> {
  return server.org.read((tx) => tx.query(sql`SELECT status FROM imports WHERE session_id = ${sessionId}`));
}

test('scenario 26: the imports of one source wait in one queue of the job runner, in the order of their triggers', async () => {
  server.setLimits({ createCooldownSeconds: 0 });
  const driver = await driveNewSource(server);
  await driver.inState('TRIGGERED');
  await driver.inState('TRIGGERED');
  const jobs = await server.database.inPlatform((tx) =>
    tx.query(sql`
      SELECT task.identifier AS task, queue.queue_name AS queue, job.payload
      FROM graphile_worker._private_jobs AS job
        JOIN graphile_worker._private_tasks AS task ON task.id = job.task_id
        JOIN graphile_worker._private_job_queues AS queue ON queue.id = job.job_queue_id
      WHERE queue.queue_name = ${`import:${server.org.name}:${driver.sourceId}`} ORDER BY job.id`),
  );
  const job = {
    task: 'import',
    queue: `import:${server.org.name}:${driver.sourceId}`,
    payload: { org: server.org.name, sourceId: driver.sourceId },
  };
  expect(jobs).toEqual([job, job]);
});

test('a start whose job cannot be queued has not happened', async () => {
  const driver = await driveNewSource(server);
  const id = await driver.inState('IN_PROGRESS');
  queue = async () => {
    throw new Error('the queue is full');
  };
  expect((await driver.start(id)).status).toBe(500);
  expect([statusOf(await driver.get(id)), await imports(id)]).toEqual(['IN_PROGRESS', []]);
  queue = enqueue;
  expect((await driver.start(id)).status).toBe(200);
  expect(await imports(id)).toEqual([{ status: 'QUEUED' }]);
});

test('a connection that breaks in the middle of a start is 503, and the session can be started again', async () => {
  const driver = await driveNewSource(server);
  const id = await driver.inState('IN_PROGRESS');
  queue = async (tx) => {
    await tx.query(sql`SELECT pg_terminate_backend(pg_backend_pid())`);
  };
  expect((await driver.start(id)).status).toBe(503);
  queue = enqueue;
  expect((await driver.start(id)).status).toBe(200);
});
