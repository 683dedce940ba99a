import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { deferred } from '../../src/jobs/deferred.ts';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { migrateJobQueue } from '../../src/jobs/migrate-job-queue.ts';
import { freeWorkers } from '../../src/jobs/processes/free-workers.ts';
import type { Tasks } from '../../src/jobs/task.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { add, type BenchRunner, Events, queueRows, skipBackoff, startRunner } from './support/job-bench.ts';

let bench: TestDatabase;
let runners: BenchRunner[];

beforeEach(async () => {
  bench = await createTestDatabase();
  runners = [];
  await migrateJobQueue(bench.database);
});

afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  await bench.close();
});

async function run(tasks: Tasks, options: { readonly concurrency?: number; readonly stopGraceMillis?: number } = {}) {
  const runner = await startRunner(bench.database, { tasks, ...options });
  runners.push(runner);
  return runner;
}

test('a job of a transaction that is rolled back never runs', async () => {
  const events = new Events<unknown>();
  await run({ note: { run: async (payload) => events.add(payload) } });
  const undo = new Error('undo');
  const undone = bench.database.inPlatform(async (tx) => {
    await enqueue(tx, { task: 'note', payload: { number: 1 } });
    throw undo;
  });
  await expect(undone).rejects.toBe(undo);
  await add(bench.database, { task: 'note', payload: { number: 2 } });
  expect(await events.count(1)).toEqual([{ number: 2 }]);
});

test('jobs of one queue run one after the other, in order, over two runners', async () => {
  const events = new Events<string>();
  const tasks: Tasks = {
    note: {
      async run(payload, context) {
        events.add(`begin ${JSON.stringify(payload)}`);
        await bench.database.inPlatform((tx) => context.hold(tx));
        events.add(`end ${JSON.stringify(payload)}`);
      },
    },
  };
  for (let number = 1; number <= 3; number++) {
    await add(bench.database, { task: 'note', payload: { number }, queue: 'serial' });
  }
  await Promise.all([run(tasks), run(tasks)]);
  expect(await events.count(6)).toEqual([
    'begin {"number":1}',
    'end {"number":1}',
    'begin {"number":2}',
    'end {"number":2}',
    'begin {"number":3}',
    'end {"number":3}',
  ]);
});

test('a job with the key of one that has not started replaces it', async () => {
  await add(bench.database, { task: 'note', payload: { number: 1 }, key: 'only' });
  await add(bench.database, { task: 'note', payload: { number: 2 }, key: 'only' });
  const events = new Events<unknown>();
  await run({ note: { run: async (payload) => events.add(payload) } });
  await add(bench.database, { task: 'note', payload: { number: 3 } });
  expect(await events.count(2)).toEqual([{ number: 2 }, { number: 3 }]);
});

test('a continuation runs before what waits in the same queue', async () => {
  const events = new Events<string>();
  const tasks: Tasks = {
    chain: {
      async run(payload, context) {
        const { name, left } = payload as { readonly name: string; readonly left: number };
        events.add(`${name}${left}`);
        if (left === 0) return;
        await bench.database.inPlatform((tx) => context.handOn(tx, { payload: { name, left: left - 1 } }));
      },
    },
  };
  await bench.database.inPlatform(async (tx) => {
    await enqueue(tx, { task: 'chain', payload: { name: 'a', left: 2 }, queue: 'serial' });
    await enqueue(tx, { task: 'chain', payload: { name: 'b', left: 1 }, queue: 'serial' });
  });
  await run(tasks);
  const seen = await events.count(5);
  expect([...seen].sort()).toEqual(['a0', 'a1', 'a2', 'b0', 'b1']);
  // Added in one transaction, either may be first; neither interrupts the other.
  expect(['a2 a1 a0 b1 b0', 'b1 b0 a2 a1 a0']).toContain(seen.join(' '));
});

test('a hand-on that is rolled back leaves the job to be retried', async () => {
  const attempts = new Events<number>();
  await run({
    chain: {
      async run(_payload, context) {
        attempts.add(context.attempt);
        await bench.database.inPlatform(async (tx) => {
          await context.handOn(tx);
          throw new Error('rolled back');
        });
      },
    },
  });
  await add(bench.database, { task: 'chain', payload: {} });
  await attempts.count(1);
  await runners[0]?.lines.until((lines) => lines.some((line) => line.message.endsWith('to be retried: rolled back')));
  await runners[0]?.stop();
  expect(await queueRows(bench.database)).toEqual([{ task: 'chain', attempts: 1, locked: false }]);
});

test('the failure of the last attempt is handled, and the job removed', async () => {
  const failures = new Events<string>();
  const runner = await run({
    fragile: {
      run: async (_payload, context) => {
        throw new Error(`attempt ${context.attempt} broke`);
      },
      failed: async (payload, error) => failures.add(`${JSON.stringify(payload)}: ${error.message}`),
    },
  });
  await add(bench.database, { task: 'fragile', payload: { id: 7 }, maxAttempts: 2 });
  await runner.lines.until((lines) => lines.some((line) => line.message.includes('to be retried')));
  while (failures.seen.length === 0) await skipBackoff(bench.database);
  await runner.stop();
  expect(failures.seen).toEqual(['{"id":7}: attempt 2 broke']);
  expect(await queueRows(bench.database)).toEqual([]);
});

test('a failure that could not be handled is handled after another try', async () => {
  const failures = new Events<number>();
  const runner = await run({
    fragile: {
      run: async () => {
        throw new Error('broke');
      },
      failed: async () => {
        failures.add(failures.seen.length + 1);
        if (failures.seen.length === 1) throw new Error('cannot say so');
      },
    },
  });
  await add(bench.database, { task: 'fragile', payload: {}, maxAttempts: 1 });
  await failures.count(1);
  while (failures.seen.length < 2) await skipBackoff(bench.database);
  await runner.stop();
  expect(await queueRows(bench.database)).toEqual([]);
});

test('stopping gives back a job that does not end in time, without a lost attempt or a delay', async () => {
  const started = new Events<number>();
  const forever = deferred<void>();
  const tasks: Tasks = {
    stubborn: {
      async run(_payload, context) {
        started.add(context.attempt);
        await forever.promise;
      },
    },
  };
  const first = await run(tasks, { stopGraceMillis: 0 });
  await add(bench.database, { task: 'stubborn', payload: {}, maxAttempts: 1, queue: 'serial' });
  await started.count(1);
  await first.stop();
  expect(await queueRows(bench.database)).toEqual([{ task: 'stubborn', attempts: 0, locked: false }]);
  await run(tasks, { stopGraceMillis: 0 });
  expect(await started.count(2)).toEqual([1, 1]);
  forever.resolve();
});

test('stopping asks the running job to end and waits for it', async () => {
  const started = new Events<string>();
  const runner = await run({
    patient: {
      async run(_payload, context) {
        started.add('started');
        await once(context.signal, 'abort');
        started.add(`yield ${context.shouldYield()}`);
        await bench.database.inPlatform((tx) => context.finish(tx));
      },
    },
  });
  await add(bench.database, { task: 'patient', payload: {} });
  await started.count(1);
  await runner.stop();
  expect(started.seen).toEqual(['started', 'yield true']);
  expect(await queueRows(bench.database)).toEqual([]);
});

test('a job that another process has taken over can neither hold, hand on nor finish', async () => {
  const outcomes = new Events<unknown>();
  const runner = await run({
    robbed: {
      async run(_payload, context) {
        await bench.database.pool.query(`UPDATE graphile_worker._private_jobs SET locked_by = 'another'`);
        for (const attempt of [context.hold, context.handOn, context.finish]) {
          const outcome = bench.database.inPlatform((tx) => attempt.call(context, tx));
          await outcome.catch((error: { readonly code: string }) => outcomes.add(error.code));
        }
      },
    },
  });
  await add(bench.database, { task: 'robbed', payload: {} });
  expect(await outcomes.count(3)).toEqual(['job_lost', 'job_lost', 'job_lost']);
  await runner.stop();
});

test('a job that was running when twenty processes died is given up', async () => {
  const events = new Events<string>();
  await add(bench.database, { task: 'deadly', payload: {} });
  for (let death = 1; death <= 20; death++) {
    await bench.database.pool.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'dead', attempts = attempts + 1`,
    );
    await bench.database.inPlatform((tx) => freeWorkers(tx, ['dead'], 'died'));
  }
  await run({
    deadly: {
      run: async () => events.add('ran'),
      failed: async (_payload, error, context) => events.add(`${error.name} at attempt ${context.attempt}`),
    },
  });
  expect(await events.count(1)).toEqual(['JobError at attempt 1']);
});

test('a job that is cancelled while it runs does not run again when its process dies', async () => {
  await add(bench.database, { task: 'note', payload: {}, key: 'mine' });
  await bench.database.pool.query(
    `UPDATE graphile_worker._private_jobs SET locked_by = 'dead', locked_at = now(), attempts = 1`,
  );
  expect(await bench.database.inPlatform((tx) => cancelJob(tx, 'mine'))).toEqual('running');
  await bench.database.inPlatform((tx) => freeWorkers(tx, ['dead'], 'died'));
  const left = await bench.database.pool.query('SELECT is_available AS runs FROM graphile_worker._private_jobs');
  expect(left.rows).toEqual([{ runs: false }]);
});

test('a cancelled job does not run', async () => {
  await add(bench.database, { task: 'note', payload: { number: 1 }, key: 'mine' });
  const cancelled = await bench.database.inPlatform((tx) => cancelJob(tx, 'mine'));
  const again = await bench.database.inPlatform((tx) => cancelJob(tx, 'mine'));
  expect([cancelled, again]).toEqual(['removed', 'unknown']);
  expect(await queueRows(bench.database)).toEqual([]);
});

test('the registry lists the runners that live', async () => {
  const first = await run({ note: { run: async () => undefined } }, { concurrency: 2 });
  await run({ note: { run: async () => undefined } }, { concurrency: 1 });
  const rows = () =>
    bench.database.pool.query(`SELECT host, cardinality(worker_ids) AS workers FROM headwater.processes ORDER BY id`);
  expect((await rows()).rows).toEqual([
    { host: 'test', workers: 2 },
    { host: 'test', workers: 1 },
  ]);
  await first.stop();
  expect((await rows()).rows).toEqual([{ host: 'test', workers: 1 }]);
});
