import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Claim, databaseReservations, sweepReservations } from '../../src/rate-limits/reservations.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let shared: TestDatabase;
beforeAll(async () => {
  shared = await createTestDatabase();
});
afterAll(() => shared.close());

const claim: Claim = {
  org: 'acme',
  bucket: '/b',
  caller: '',
  window: Date.parse('2026-03-01T10:00:00Z'),
  limit: 10,
  asked: 4,
  owed: 0,
};

test('a reservation is given what is asked, then what is left, then nothing', async () => {
  const { reserve } = databaseReservations(shared.database);
  expect([await reserve(claim), await reserve(claim), await reserve(claim), await reserve(claim)]).toEqual([
    { granted: 4, used: 4 },
    { granted: 4, used: 8 },
    { granted: 2, used: 10 },
    { granted: 0, used: 10 },
  ]);
});

test('what is owed is counted first, also beyond the limit', async () => {
  const { reserve } = databaseReservations(shared.database);
  const owing = { ...claim, bucket: '/owing' };
  expect([
    await reserve({ ...owing, owed: 7 }),
    await reserve({ ...owing, owed: 3 }),
    await reserve({ ...owing, limit: 14 }),
  ]).toEqual([
    { granted: 3, used: 10 },
    { granted: 0, used: 13 },
    { granted: 1, used: 14 },
  ]);
});

test('windows that nobody asked about for an hour are swept', async () => {
  const { reserve } = databaseReservations(shared.database);
  await reserve({ ...claim, bucket: '/old' });
  await reserve({ ...claim, bucket: '/new' });
  await shared.database.inPlatform((tx) =>
    tx.execute(sql`UPDATE rate_limits SET seen = now() - interval '61 minutes' WHERE bucket = '/old'`),
  );
  await sweepReservations(shared.database);
  const rows = await shared.database.inPlatform((tx) =>
    tx.query(sql`SELECT bucket FROM rate_limits WHERE bucket IN ('/old', '/new')`),
  );
  expect(rows).toEqual([{ bucket: '/new' }]);
});
