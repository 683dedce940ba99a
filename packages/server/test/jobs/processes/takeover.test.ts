import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrateJobQueue } from '../../../src/jobs/migrate-job-queue.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { add, Events, queueRows } from '../support/job-bench.ts';
import { startWorkerProcess, type WorkerEvent, type WorkerProcess } from '../support/worker-process.ts';

let bench: TestDatabase;
let events: Events<WorkerEvent>;
let processes: WorkerProcess[];

beforeEach(async () => {
  bench = await createTestDatabase();
  await migrateJobQueue(bench.database);
  events = new Events();
  processes = [];
});

afterEach(async () => {
  await Promise.all(processes.map((process) => process.kill()));
  await bench.close();
});

async function start(): Promise<WorkerProcess> {
  const process = await startWorkerProcess(bench.database.options, events);
  processes.push(process);
  return process;
}

function happened(event: WorkerEvent['event'], name: string, times = 1) {
  return events.until((seen) => seen.filter((one) => one.event === event && one.name === name).length >= times);
}

/** The process that began the job last. */
function runnerOf(name: string): WorkerProcess {
  const pid = events.seen.findLast((one) => one.event === 'started' && one.name === name)?.pid;
  const process = processes.find((one) => one.pid === pid);
  if (process === undefined) throw new Error(`Nobody began job ${name}`);
  return process;
}

const jobEvents = () => events.seen.filter((one) => one.event !== 'ready');

test('when a process is killed in a job, another runs the job and its queue at once, and no attempt is lost', async () => {
  await start();
  await start();
  await add(bench.database, { task: 'work', payload: { name: 'a' }, queue: 'serial', maxAttempts: 1 });
  await add(bench.database, { task: 'work', payload: { name: 'b' }, queue: 'serial' });
  await happened('started', 'a');
  const victim = runnerOf('a');
  await victim.kill();
  await happened('started', 'a', 2);
  const heir = runnerOf('a');
  heir.letEnd();
  await happened('started', 'b');
  heir.letEnd();
  await happened('finished', 'b');
  expect(jobEvents()).toEqual([
    { pid: victim.pid, event: 'started', name: 'a', attempt: 1 },
    { pid: heir.pid, event: 'started', name: 'a', attempt: 1 },
    { pid: heir.pid, event: 'finished', name: 'a' },
    { pid: heir.pid, event: 'started', name: 'b', attempt: 1 },
    { pid: heir.pid, event: 'finished', name: 'b' },
  ]);
  expect(heir.pid).not.toBe(victim.pid);
});

test('when the only process is killed in a job, the next one to start runs it first', async () => {
  const first = await start();
  await add(bench.database, { task: 'work', payload: { name: 'a' }, queue: 'serial' });
  await add(bench.database, { task: 'work', payload: { name: 'b' }, queue: 'serial' });
  await happened('started', 'a');
  await first.kill();
  const second = await start();
  await happened('started', 'a', 2);
  second.letEnd();
  await happened('started', 'b');
  second.letEnd();
  await happened('finished', 'b');
  expect(jobEvents().map(({ pid, event, name }) => `${pid === first.pid ? 1 : 2} ${event} ${name}`)).toEqual([
    '1 started a',
    '2 started a',
    '2 finished a',
    '2 started b',
    '2 finished b',
  ]);
  expect(await queueRows(bench.database)).toEqual([]);
});

test('two of three processes that die together leave everything to the third', async () => {
  await start();
  await start();
  await start();
  for (const name of ['a', 'b', 'c']) await add(bench.database, { task: 'work', payload: { name } });
  await Promise.all(['a', 'b', 'c'].map((name) => happened('started', name)));
  const survivor = runnerOf('b');
  await Promise.all([runnerOf('a').kill(), runnerOf('c').kill()]);
  survivor.letEnd();
  await events.until((seen) => seen.filter((one) => one.event === 'started').length === 4);
  survivor.letEnd();
  await events.until((seen) => seen.filter((one) => one.event === 'started').length === 5);
  survivor.letEnd();
  await Promise.all(['a', 'b', 'c'].map((name) => happened('finished', name)));
  expect([
    ...new Set(
      jobEvents()
        .filter((one) => one.event === 'finished')
        .map((one) => one.pid),
    ),
  ]).toEqual([survivor.pid]);
  const alive = await bench.database.pool.query('SELECT pid FROM headwater.processes');
  expect(alive.rows).toEqual([{ pid: survivor.pid }]);
});

test('a chain of jobs leaves every effect exactly once, however often its processes are killed', async () => {
  const length = 200;
  const killEvery = 25;
  await bench.database.pool.query('CREATE TABLE headwater.counted (number integer NOT NULL)');
  await start();
  await start();
  await add(bench.database, { task: 'count', payload: { left: length }, queue: 'serial', maxAttempts: 1 });
  const counted = (event: WorkerEvent) => event.event === 'counted';
  for (let seen = killEvery; seen < length; seen += killEvery) {
    await events.until((all) => all.some((event) => counted(event) && Number(event.name) <= length - seen));
    const pid = events.seen.findLast(counted)?.pid;
    await processes.find((process) => process.pid === pid)?.kill();
    await start();
  }
  await happened('counted', '0');
  const rows = await bench.database.pool.query<{ readonly number: number }>('SELECT number FROM headwater.counted');
  const numbers = rows.rows.map((row) => row.number).sort((a, b) => b - a);
  expect(numbers).toEqual(Array.from({ length: length + 1 }, (_, index) => length - index));
});
