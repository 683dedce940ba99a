import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { driveNewSource, statusOf, upsertOf } from './session-driver.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function count<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

const ROUNDS = 10;

test('of creates at the same time exactly one wins', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const driver = await driveNewSource(server);
    const answers = await Promise.all(Array.from({ length: 8 }, () => driver.create()));
    expect(count(answers.map(({ status }) => status))).toEqual(
      new Map([
        [201, 1],
        [400, 7],
      ]),
    );
  }
});

test('of starts at the same time exactly one wins, and one import is queued', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const driver = await driveNewSource(server);
    const id = await driver.inState('IN_PROGRESS');
    const before = server.jobs.length;
    const answers = await Promise.all(Array.from({ length: 6 }, () => driver.start(id)));
    expect(count(answers.map(({ status }) => status))).toEqual(
      new Map([
        [200, 1],
        [400, 5],
      ]),
    );
    expect(server.jobs.length - before).toBe(1);
  }
});

test('loads at the same time are numbered without gaps, and none is lost', async () => {
  const driver = await driveNewSource(server);
  const id = await driver.open();
  const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => driver.upsert(id, upsertOf(`e${index}`))));
  expect(count(answers.map(({ status }) => status))).toEqual(new Map([[202, 30]]));
  const [row] = await server.org.read((tx) =>
    tx.query(sql`
      SELECT count(*) AS loads, max(number) AS last, (SELECT staged FROM sessions WHERE id = ${id}) AS staged
      FROM bulk_loads WHERE session_id = ${id}`),
  );
  expect(row).toEqual({ loads: 30, last: 30, staged: 30 });
});

test('a start among loads counts exactly the loads that were accepted', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const driver = await driveNewSource(server);
    const id = await driver.inState('IN_PROGRESS');
    const loads = (name: string) => Array.from({ length: 5 }, (_, n) => driver.upsert(id, upsertOf(`${name}${n}`)));
    const calls = [...loads('before'), driver.start(id), ...loads('after')];
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    const accepted = statuses.filter((status) => status === 202).length;
    const [row] = await server.org.read((tx) => tx.query(sql`SELECT total FROM imports WHERE session_id = ${id}`));
    expect(row).toEqual({ total: 1 + accepted });
  }
});

test('a start and a cancel at the same time: one of the two wins', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const driver = await driveNewSource(server);
    const id = await driver.inState('IN_PROGRESS');
    const [start, cancel] = await Promise.all([driver.start(id), driver.cancel(id)]);
    const status = statusOf(await driver.get(id));
    expect([
      [200, 400, 'TRIGGERED'],
      [400, 204, 'CLOSED'],
    ]).toContainEqual([start.status, cancel.status, status]);
  }
});

test('a cancel among loads leaves nothing behind', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const driver = await driveNewSource(server);
    const id = await driver.open();
    const loads = Array.from({ length: 6 }, (_, index) => driver.upsert(id, upsertOf(`e${index}`)));
    const cancel = await driver.cancel(id);
    await Promise.all(loads);
    const rows = await server.org.read((tx) => tx.query(sql`SELECT FROM bulk_loads WHERE session_id = ${id}`));
    expect([cancel.status, statusOf(await driver.get(id)), rows.length]).toEqual([204, 'CLOSED', 0]);
  }
});

test('expiry on access and by several callers is one event', async () => {
  const driver = await driveNewSource(server);
  const id = await driver.inState('IN_PROGRESS');
  server.clock.advance(24 * 60 * 60 * 1000);
  await Promise.all([
    driver.get(id),
    driver.list(),
    driver.cancel(id),
    driver.upsert(id, upsertOf('a')),
    driver.create(),
  ]);
  const events = (await server.events()).filter(
    ({ type, debug }) =>
      type === 'system.import.session.expired' && (debug as { readonly session_id: string }).session_id === id,
  );
  expect(events).toHaveLength(1);
});
