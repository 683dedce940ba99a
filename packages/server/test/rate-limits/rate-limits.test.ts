import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRateLimits, type RateLimits } from '../../src/rate-limits/rate-limits.ts';
import { databaseReservations, type Reservations } from '../../src/rate-limits/reservations.ts';
import { createTestOrg, type TestDatabase } from '../support/database.ts';
import { limitedOrg, takeMany } from './limited-org.ts';

let shared: TestDatabase;
beforeAll(async () => {
  shared = await createTestOrg();
});
afterAll(() => shared.close());

/** The limiter of one more process. */
function newProcess(): RateLimits {
  return createRateLimits(databaseReservations(shared.database));
}

/** Counts what a process asks the database for. */
function counted(): { readonly limits: RateLimits; readonly asked: number[] } {
  const asked: number[] = [];
  const reservations = databaseReservations(shared.database);
  const counting: Reservations = {
    reserve: (claim) => {
      asked.push(claim.asked);
      return reservations.reserve(claim);
    },
  };
  return { limits: createRateLimits(counting), asked };
}

test('each request leaves one less, until none is left; the window ends with the minute', async () => {
  const { org, clock } = limitedOrg(3);
  clock.set('2026-03-01T10:00:42.100Z');
  const reset = Date.parse('2026-03-01T10:01:00Z') / 1000;
  expect(await takeMany(newProcess(), 5, org, '/b')).toEqual([
    { limit: 3, remaining: 2, reset, exceeded: false },
    { limit: 3, remaining: 1, reset, exceeded: false },
    { limit: 3, remaining: 0, reset, exceeded: false },
    { limit: 3, remaining: 0, reset, exceeded: true },
    { limit: 3, remaining: 0, reset, exceeded: true },
  ]);
});

test('a new minute begins anew, and a clock that goes back finds the old one as it was', async () => {
  const { org, clock } = limitedOrg(2);
  const limits = newProcess();
  const exceeded = async () => (await takeMany(limits, 3, org, '/b')).map((state) => state.exceeded);
  expect(await exceeded()).toEqual([false, false, true]);
  clock.advance(60_000);
  expect(await exceeded()).toEqual([false, false, true]);
  clock.advance(-60_000);
  expect(await exceeded()).toEqual([true, true, true]);
});

test('buckets, orgs and the minutes of a clock that stands still are counted apart', async () => {
  const [one, other] = [limitedOrg(1), limitedOrg(1)];
  const limits = newProcess();
  const take = async (org: typeof one.org, bucket: string) => (await limits.take(org, bucket)).exceeded;
  expect([await take(one.org, '/a'), await take(one.org, '/b'), await take(other.org, '/a')]).toEqual([
    false,
    false,
    false,
  ]);
  expect([await take(one.org, '/a'), await take(one.org, '/b'), await take(other.org, '/a')]).toEqual([
    true,
    true,
    true,
  ]);
});

test('a bucket with a limit of its own has that one', async () => {
  const { org } = limitedOrg(100, { buckets: { '/small': 1 } });
  const limits = newProcess();
  expect((await takeMany(limits, 2, org, '/small')).map(({ limit, exceeded }) => [limit, exceeded])).toEqual([
    [1, false],
    [1, true],
  ]);
  expect((await limits.take(org, '/large')).limit).toBe(100);
});

test('a token has its share of a bucket, so that others have theirs', async () => {
  const { org } = limitedOrg(10, { tokenSharePercent: 50 });
  const limits = newProcess();
  const greedy = await takeMany(limits, 20, org, '/b', { id: 'greedy' });
  expect(greedy.filter(({ exceeded }) => !exceeded)).toHaveLength(5);
  expect(greedy[0]).toMatchObject({ limit: 5, remaining: 4 });
  const modest = await takeMany(limits, 20, org, '/b', { id: 'modest' });
  expect(modest.filter(({ exceeded }) => !exceeded)).toHaveLength(5);
  const late = await limits.take(org, '/b', { id: 'late' });
  expect(late).toMatchObject({ limit: 5, remaining: 0, exceeded: true });
});

test('a token may have a share of its own: more, less or none at all', async () => {
  const { org } = limitedOrg(10, { tokenSharePercent: 50 });
  const limits = newProcess();
  const passed = async (id: string, sharePercent: number) =>
    (await takeMany(limits, 12, org, `/${id}`, { id, sharePercent })).filter(({ exceeded }) => !exceeded).length;
  expect([
    await passed('all', 100),
    await passed('some', 25),
    await passed('least', 1),
    await passed('none', 0),
  ]).toEqual([10, 2, 1, 0]);
});

test('processes share a small limit exactly, whoever asks', async () => {
  const { org } = limitedOrg(30, { tokenSharePercent: 50 });
  const [one, other] = [newProcess(), newProcess()];
  const states = await Promise.all(
    Array.from({ length: 60 }, (_, number) => (number % 3 === 0 ? one : other).take(org, '/b', { id: 'token' })),
  );
  expect(states.filter(({ exceeded }) => !exceeded)).toHaveLength(15);
  const rest = await Promise.all(Array.from({ length: 60 }, () => one.take(org, '/b', { id: 'second' })));
  expect(rest.filter(({ exceeded }) => !exceeded)).toHaveLength(15);
});

test('a process that starts anew goes on where the last one ended', async () => {
  const { org } = limitedOrg(10);
  await takeMany(newProcess(), 7, org, '/b');
  expect((await newProcess().take(org, '/b')).remaining).toBe(2);
});

test('of a large limit a process asks once for hundreds of requests, and ahead of need', async () => {
  const { org } = limitedOrg(60_000);
  const { limits, asked } = counted();
  const states = await takeMany(limits, 1_000, org, '/b');
  expect(states.map(({ remaining }) => remaining)).toEqual(states.map((_, index) => 59_999 - index));
  expect(new Set(asked)).toEqual(new Set([300]));
  expect(asked.length).toBeLessThanOrEqual(5);
});

test('requests that arrive together share one reservation', async () => {
  const { org } = limitedOrg(100);
  const { limits, asked } = counted();
  await Promise.all(Array.from({ length: 50 }, () => limits.take(org, '/b')));
  expect(asked).toEqual([1, 49]);
});

test('a limit that is reached is known without asking the database again', async () => {
  const { org } = limitedOrg(2);
  const { limits, asked } = counted();
  await takeMany(limits, 20, org, '/b');
  expect(asked).toEqual([1, 1]);
});

test('a changed limit holds from the next request on, in the same minute', async () => {
  const { org, set } = limitedOrg(2);
  const limits = newProcess();
  await takeMany(limits, 3, org, '/b');
  set(5);
  expect(await limits.take(org, '/b')).toMatchObject({ limit: 5, remaining: 2, exceeded: false });
  set(2);
  expect(await limits.take(org, '/b')).toMatchObject({ limit: 2, remaining: 0, exceeded: true });
  set(100, { buckets: { '/b': 4 } });
  expect(await limits.take(org, '/b')).toMatchObject({ limit: 4, remaining: 0, exceeded: false });
});

test('of what was reserved of a large limit only the rest of a small one counts', async () => {
  const { org, set } = limitedOrg(60_000);
  const limits = newProcess();
  await limits.take(org, '/b');
  set(10);
  const states = await takeMany(limits, 10, org, '/b');
  expect(states.map(({ remaining, exceeded }) => [remaining, exceeded])).toEqual([
    ...[8, 7, 6, 5, 4, 3, 2, 1, 0].map((remaining) => [remaining, false]),
    [0, true],
  ]);
});

test('a state that was put in place of another one in test mode has counts of its own', async () => {
  const { org } = limitedOrg(1);
  const limits = newProcess();
  const exceeded = async (generation: number) =>
    (await limits.take({ ...org, testMode: { generation } }, '/b')).exceeded;
  expect([await exceeded(1), await exceeded(1), await exceeded(2), await exceeded(2)]).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

interface Round {
  readonly requests: readonly { readonly process: number; readonly token: number }[];
  readonly minutes: number;
}

const round: fc.Arbitrary<Round> = fc.record({
  requests: fc.array(fc.record({ process: fc.nat(2), token: fc.nat(2) }), { minLength: 1, maxLength: 60 }),
  minutes: fc.nat(1),
});

test('processes together never let through more than the limit, nor a token more than its share', async () => {
  const property = fc.asyncProperty(
    fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 200, max: 2_000 })),
    fc.constantFrom(10, 50, 100),
    fc.array(round, { minLength: 1, maxLength: 6 }),
    async (limit, tokenSharePercent, rounds) => {
      const { org, clock } = limitedOrg(limit, { tokenSharePercent });
      const processes = [newProcess(), newProcess(), newProcess()];
      const share = Math.max(1, Math.floor((limit * tokenSharePercent) / 100));
      let passed = [0, 0, 0];
      for (const { requests, minutes } of rounds) {
        await Promise.all(
          requests.map(async ({ process, token }) => {
            const state = await processes[process]?.take(org, '/b', { id: `token ${token}` });
            if (state?.exceeded === false) passed[token] = (passed[token] ?? 0) + 1;
          }),
        );
        expect(Math.max(...passed)).toBeLessThanOrEqual(share);
        expect(passed.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(limit);
        if (minutes > 0) {
          clock.advance(60_000 * minutes);
          passed = [0, 0, 0];
        }
      }
    },
  );
  await fc.assert(property, { numRuns: 60 });
});
