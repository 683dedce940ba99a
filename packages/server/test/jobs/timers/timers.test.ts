import { manualClock } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOrgSchema } from '../../../src/database/org-schema.ts';
import type { Transaction } from '../../../src/database/transaction.ts';
import { migrateJobQueue } from '../../../src/jobs/migrate-job-queue.ts';
import type { Tasks } from '../../../src/jobs/task.ts';
import { schedule, unschedule } from '../../../src/jobs/timers/schedule.ts';
import { sleepUntil } from '../../../src/jobs/timers/sleep-until.ts';
import { cancelTimer, lookAtTimer, releaseDue, setTimer } from '../../../src/jobs/timers/timers.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { Events, startRunner } from '../support/job-bench.ts';

let bench: TestDatabase;

beforeEach(async () => {
  bench = await createTestDatabase();
  await migrateJobQueue(bench.database);
  await createOrgSchema(bench.database, 'acme');
});

afterEach(() => bench.close());

const start = new Date('2026-01-01T00:00:00.000Z');
const inAYear = new Date('2027-01-01T00:00:00.000Z');

function inOrg<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  return bench.database.inOrg('acme', work);
}

/** The jobs the timers have added, oldest first; not the looks they have planned. */
async function added(): Promise<readonly unknown[]> {
  const result = await bench.database.pool.query<{ readonly payload: unknown }>(
    `SELECT payload FROM graphile_worker._private_jobs JOIN graphile_worker._private_tasks AS task ON task.id = task_id
     WHERE identifier <> 'timer' ORDER BY _private_jobs.id`,
  );
  return result.rows.map((row) => row.payload);
}

const ring = { task: 'ring', payload: { who: 'me' } };

test('a timer adds its job when the clock that rules it has come so far, once', async () => {
  await inOrg((tx) => setTimer(tx, 'alarm', inAYear, start, ring));
  const released = [
    await inOrg((tx) => releaseDue(tx, new Date('2026-12-31T23:59:59.999Z'))),
    await inOrg((tx) => releaseDue(tx, inAYear)),
    await inOrg((tx) => releaseDue(tx, inAYear)),
  ];
  expect(released).toEqual([[], ['alarm'], []]);
  expect(await added()).toEqual([{ who: 'me' }]);
});

test('a clock that was moved towards a timer needs no second push', async () => {
  const events = new Events<unknown>();
  const tasks: Tasks = { ring: { run: async (payload) => events.add(payload) } };
  const clock = manualClock(start);
  const runner = await startRunner(bench.database, { tasks, now: () => inAYear });
  await inOrg((tx) => setTimer(tx, 'alarm', inAYear, clock.now(), ring));
  clock.set(new Date(inAYear.getTime() - 20));
  expect(await inOrg((tx) => releaseDue(tx, clock.now()))).toEqual([]);
  expect(await events.count(1)).toEqual([{ who: 'me' }]);
  await runner.stop();
});

test('a cancelled timer adds nothing', async () => {
  await inOrg((tx) => setTimer(tx, 'alarm', inAYear, start, ring));
  const cancelled = [await inOrg((tx) => cancelTimer(tx, 'alarm')), await inOrg((tx) => cancelTimer(tx, 'alarm'))];
  await inOrg((tx) => lookAtTimer(tx, 'alarm', inAYear));
  expect(cancelled).toEqual([true, false]);
  expect(await added()).toEqual([]);
});

test('a timer of an org and one of the platform run by themselves when time passes', async () => {
  const events = new Events<unknown>();
  const tasks: Tasks = { ring: { run: async (payload) => events.add(payload) } };
  const runner = await startRunner(bench.database, { tasks });
  const now = new Date();
  await inOrg((tx) =>
    setTimer(tx, 'alarm', new Date(now.getTime() + 50), now, { task: 'ring', payload: { of: 'org' } }),
  );
  await events.count(1);
  await bench.database.inPlatform((tx) =>
    setTimer(tx, 'alarm', now, now, { task: 'ring', payload: { of: 'platform' } }),
  );
  expect(await events.count(2)).toEqual([{ of: 'org' }, { of: 'platform' }]);
  await runner.stop();
});

test('a timer whose clock stands still is looked at again, and rings when the clock is moved', async () => {
  const clock = manualClock(start);
  const due = new Date(start.getTime() + 10);
  const looks = new Events<Date>();
  const events = new Events<unknown>();
  const runner = await startRunner(bench.database, {
    tasks: { ring: { run: async (payload) => events.add(payload) } },
    now: () => {
      looks.add(clock.now());
      return clock.now();
    },
  });
  await inOrg((tx) => setTimer(tx, 'alarm', due, clock.now(), ring));
  await looks.count(2);
  expect(events.seen).toEqual([]);
  clock.set(due);
  await inOrg((tx) => releaseDue(tx, clock.now()));
  expect(await events.count(1)).toEqual([{ who: 'me' }]);
  await runner.stop();
});

test('a sleep ends at the instant its first call decided, and stays ended', async () => {
  const sleep = (now: Date, until: Date) =>
    inOrg((tx) => sleepUntil(tx, { run: 'flow 1', step: 'wait', now, until, wake: ring }));
  const dayAfter = new Date('2027-01-02T00:00:00.000Z');
  expect([await sleep(start, inAYear), await sleep(start, dayAfter)]).toEqual(['asleep', 'asleep']);
  expect(await inOrg((tx) => releaseDue(tx, inAYear))).toEqual(['sleep flow 1 wait']);
  expect(await added()).toEqual([{ who: 'me' }]);
  expect([await sleep(inAYear, dayAfter), await sleep(inAYear, dayAfter)]).toEqual(['woken', 'woken']);
});

test('each occurrence of a schedule runs once, and missed ones run once together', async () => {
  const nightly = { cron: '0 3 * * *', zone: 'Europe/Berlin' };
  const first = await inOrg((tx) => schedule(tx, 'sweep', nightly, start, ring));
  expect(first).toEqual(new Date('2026-01-01T02:00:00.000Z'));
  const fire = (now: string) => inOrg((tx) => releaseDue(tx, new Date(now)));
  expect(await Promise.all([fire('2026-01-01T02:00:00Z'), fire('2026-01-01T02:00:00Z')])).toContainEqual([]);
  expect(await added()).toEqual([{ who: 'me', occurrence: '2026-01-01T02:00:00.000Z' }]);
  await bench.database.pool.query('TRUNCATE graphile_worker._private_jobs');
  await fire('2026-01-05T12:00:00Z');
  await fire('2026-01-05T12:00:00Z');
  expect(await added()).toEqual([{ who: 'me', occurrence: '2026-01-02T02:00:00.000Z' }]);
  const timers = await inOrg((tx) => tx.query(sql`SELECT due FROM timers`));
  expect(timers).toEqual([{ due: new Date('2026-01-06T02:00:00.000Z') }]);
});

test('a schedule that is declared again keeps what it has missed; a changed one begins anew', async () => {
  const nightly = { cron: '0 3 * * *', zone: 'UTC' };
  const threeDaysLater = new Date('2026-01-04T12:00:00.000Z');
  const dues = await inOrg(async (tx) => [
    await schedule(tx, 'sweep', nightly, start, ring),
    await schedule(tx, 'sweep', nightly, threeDaysLater, ring),
    await schedule(tx, 'sweep', { ...nightly, cron: '0 4 * * *' }, threeDaysLater, ring),
  ]);
  expect(dues.map((due) => due.toISOString())).toEqual([
    '2026-01-01T03:00:00.000Z',
    '2026-01-01T03:00:00.000Z',
    '2026-01-05T04:00:00.000Z',
  ]);
  expect(await inOrg((tx) => unschedule(tx, 'sweep'))).toBe(true);
  expect(await inOrg((tx) => releaseDue(tx, inAYear))).toEqual([]);
});
