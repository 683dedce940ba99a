import { expect, test } from 'vitest';
import { impatientReservations } from '../../src/rate-limits/impatient-reservations.ts';
import { createRateLimits } from '../../src/rate-limits/rate-limits.ts';
import type { Claim, Reservations, Reserved } from '../../src/rate-limits/reservations.ts';
import { limitedOrg, takeMany } from './limited-org.ts';

const LOST = new Error('Connection terminated');

/** Reservations that fail while `away`, and otherwise count for themselves. */
function fragile(): { readonly reservations: Reservations; readonly claims: Claim[]; away: boolean } {
  let used = 0;
  const claims: Claim[] = [];
  const state = {
    claims,
    away: false,
    reservations: {
      async reserve(claim: Claim): Promise<Reserved> {
        claims.push(claim);
        if (state.away) throw LOST;
        const granted = Math.max(0, Math.min(claim.asked, claim.limit - used - claim.owed));
        used += claim.owed + granted;
        return { granted, used };
      },
    },
  };
  return state;
}

test('while the database is away a process counts alone, up to the limit', async () => {
  const { org } = limitedOrg(4);
  const database = fragile();
  const limits = createRateLimits(database.reservations);
  await limits.take(org, '/b');
  database.away = true;
  expect((await takeMany(limits, 4, org, '/b')).map(({ remaining, exceeded }) => [remaining, exceeded])).toEqual([
    [2, false],
    [1, false],
    [0, false],
    [0, true],
  ]);
});

test('what was let through meanwhile is told when the database is back', async () => {
  const { org } = limitedOrg(10);
  const database = fragile();
  const limits = createRateLimits(database.reservations);
  await limits.take(org, '/b');
  database.away = true;
  await takeMany(limits, 3, org, '/b');
  database.away = false;
  expect(await limits.take(org, '/b')).toMatchObject({ remaining: 5, exceeded: false });
  expect(await limits.take(org, '/b')).toMatchObject({ remaining: 4, exceeded: false });
  expect(database.claims.map(({ asked, owed }) => [asked, owed])).toEqual([
    [1, 0],
    [1, 0],
    [1, 1],
    [1, 2],
    [1, 3],
    [1, 0],
  ]);
});

test('a database that failed is left alone for a while, and its loss is told once', async () => {
  const { org } = limitedOrg(100);
  const database = fragile();
  const told: unknown[] = [];
  let now = 0;
  const limits = createRateLimits(
    impatientReservations(database.reservations, {
      pauseMilliseconds: 1_000,
      monotonic: () => now,
      onAway: (error) => told.push(error),
    }),
  );
  database.away = true;
  await takeMany(limits, 5, org, '/b');
  expect(database.claims).toHaveLength(1);
  now = 1_000;
  await takeMany(limits, 5, org, '/b');
  expect([database.claims.length, told]).toEqual([2, [LOST]]);
  database.away = false;
  now = 2_000;
  expect(await takeMany(limits, 2, org, '/b')).toMatchObject([{ remaining: 89 }, { remaining: 88 }]);
  expect(database.claims.map(({ owed }) => owed)).toEqual([0, 5, 10, 0]);
  database.away = true;
  await limits.take(org, '/b');
  expect(told).toEqual([LOST, LOST]);
});

test('a reservation that does not answer holds no request up for longer than it may', async () => {
  const { org } = limitedOrg(100);
  const silent: Reservations = { reserve: () => new Promise(() => undefined) };
  const limits = createRateLimits(impatientReservations(silent, { waitMilliseconds: 1 }));
  expect(await limits.take(org, '/b')).toMatchObject({ remaining: 99, exceeded: false });
});
