import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { setSourceStatus } from '../../src/identity-sources/manage-sources.ts';
import { expireSessions } from '../../src/identity-sources/sessions/expire-sessions.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import { errorOf } from '../http/answers.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { driveNewSource, finish, idOf, type SessionDriver, statusOf, upsertOf } from './session-driver.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
afterEach(() => server.setLimits({}));

async function triggered(driver: SessionDriver): Promise<string> {
  return driver.inState('TRIGGERED');
}

test('scenario 27: within five minutes of an active session a second create is refused', async () => {
  const driver = await driveNewSource(server);
  await triggered(driver);
  server.clock.advance(5 * MINUTE - 1);
  expect((await driver.create()).status).toBe(400);
});

test('scenario 27: after five minutes, with the first one triggered, it is allowed', async () => {
  const driver = await driveNewSource(server);
  const first = await triggered(driver);
  server.clock.advance(5 * MINUTE);
  const second = idOf(await driver.create());
  const listed = (await driver.list()).json as readonly { readonly id: string; readonly status: string }[];
  expect(listed.map(({ id, status }) => [id, status])).toEqual([
    [second, 'CREATED'],
    [first, 'TRIGGERED'],
  ]);
});

test('scenario 27: after five minutes, with the first one still created, it is refused', async () => {
  const driver = await driveNewSource(server);
  await driver.open();
  server.clock.advance(5 * MINUTE);
  expect((await driver.create()).status).toBe(400);
});

test('scenario 27: right after a cancel it is allowed', async () => {
  const driver = await driveNewSource(server);
  await driver.cancel(await driver.open());
  expect((await driver.create()).status).toBe(201);
});

test('the five minutes are a limit of the org, and may be none', async () => {
  server.setLimits({ createCooldownSeconds: 0 });
  const driver = await driveNewSource(server);
  await triggered(driver);
  expect((await driver.create()).status).toBe(201);
});

test('an import that is done before the five minutes are over does not block', async () => {
  const driver = await driveNewSource(server);
  await finish(server, await triggered(driver), 'COMPLETED');
  expect((await driver.create()).status).toBe(201);
});

test('sources do not block each other', async () => {
  const [one, other] = [await driveNewSource(server), await driveNewSource(server)];
  await one.open();
  expect((await other.create()).status).toBe(201);
});

test('scenario 30: after 24 idle hours a session is expired, with an event, and its uploads are gone', async () => {
  const driver = await driveNewSource(server);
  const id = await driver.inState('IN_PROGRESS');
  server.clock.advance(24 * HOUR - 1);
  expect(statusOf(await driver.get(id))).toBe('IN_PROGRESS');
  server.clock.advance(1);
  expect(statusOf(await driver.get(id))).toBe('EXPIRED');
  const loads = await server.org.read((tx) => tx.query(sql`SELECT FROM bulk_loads WHERE session_id = ${id}`));
  expect(loads).toEqual([]);
  const events = (await server.events()).filter(({ debug }) => (debug as { session_id?: string }).session_id === id);
  expect(events.at(-1)).toEqual({
    type: 'system.import.session.expired',
    outcome: 'SUCCESS',
    reason: null,
    actor: { id: 'system', type: 'SystemPrincipal', alternateId: 'system@headwater', displayName: 'Headwater System' },
    targets: [{ id: driver.sourceId, type: 'AppInstance', alternateId: 'Workday', displayName: 'Workday' }],
    debug: { session_id: id, instance_id: driver.sourceId },
  });
});

test('scenario 30: a load is activity, reading is not', async () => {
  const driver = await driveNewSource(server);
  const id = await driver.inState('IN_PROGRESS');
  server.clock.advance(23 * HOUR);
  await driver.upsert(id, upsertOf('b'));
  server.clock.advance(23 * HOUR);
  expect(statusOf(await driver.get(id))).toBe('IN_PROGRESS');
  server.clock.advance(HOUR);
  expect(statusOf(await driver.get(id))).toBe('EXPIRED');
});

test.each(['upsert', 'start', 'cancel'] as const)(
  'scenario 30: %s finds an idle session expired, and it stays so',
  async (operation) => {
    const driver = await driveNewSource(server);
    const id = await driver.inState('IN_PROGRESS');
    server.clock.advance(24 * HOUR);
    const answer = operation === 'upsert' ? await driver.upsert(id, upsertOf('b')) : await driver[operation](id);
    const [row] = await server.org.read((tx) =>
      tx.query<{ readonly status: string }>(sql`SELECT status FROM sessions WHERE id = ${id}`),
    );
    expect([answer.status, row?.status]).toEqual([400, 'EXPIRED']);
  },
);

test('scenario 30: an idle session is not listed and does not block', async () => {
  const driver = await driveNewSource(server);
  await driver.open();
  server.clock.advance(24 * HOUR);
  expect((await driver.list()).json).toEqual([]);
  const other = await driveNewSource(server);
  await other.open();
  server.clock.advance(24 * HOUR);
  expect((await other.create()).status).toBe(201);
});

test('scenario 30: the sweep expires what nobody touches, once', async () => {
  server.clock.advance(24 * HOUR);
  await expireSessions(server.org);
  const [one, other] = [await driveNewSource(server), await driveNewSource(server)];
  const ids = [await one.inState('CREATED'), await other.inState('IN_PROGRESS')];
  await (await driveNewSource(server)).inState('TRIGGERED');
  server.clock.advance(24 * HOUR);
  expect([await expireSessions(server.org), await expireSessions(server.org)]).toEqual([2, 0]);
  const rows = await server.org.read((tx) => tx.query(sql`SELECT status FROM sessions WHERE id = ANY(${ids})`));
  expect(rows).toEqual([{ status: 'EXPIRED' }, { status: 'EXPIRED' }]);
});

test('reading a session does not touch it, loading and starting do', async () => {
  const driver = await driveNewSource(server);
  const id = await driver.open();
  const lastUpdated = async () => ((await driver.get(id)).json as { readonly lastUpdated: string }).lastUpdated;
  const created = await lastUpdated();
  server.clock.advance(1000);
  expect(await lastUpdated()).toBe(created);
  await driver.upsert(id, upsertOf('a'));
  const loaded = await lastUpdated();
  server.clock.advance(1000);
  await driver.start(id);
  const started = await lastUpdated();
  expect([loaded > created, started > loaded]).toEqual([true, true]);
});

test('scenario 26: every start queues one import on the serial queue of its source', async () => {
  const driver = await driveNewSource(server);
  const before = server.jobs.length;
  const first = await driver.inState('TRIGGERED');
  server.clock.advance(5 * MINUTE);
  const second = await driver.open();
  await driver.upsert(second, upsertOf('a'));
  await driver.upsert(second, upsertOf('b'));
  await driver.start(second);
  const job = {
    task: 'import',
    queue: `import:${server.org.name}:${driver.sourceId}`,
    maxAttempts: 8,
    payload: { org: server.org.name, sourceId: driver.sourceId },
  };
  expect(server.jobs.slice(before)).toEqual([job, job]);
  const imports = await server.org.read((tx) =>
    tx.query(sql`
      SELECT session_id, status, total, starts_with(id, 'ij1') AS named FROM imports
      WHERE source_id = ${driver.sourceId} ORDER BY id`),
  );
  expect(imports).toEqual([
    { session_id: first, status: 'QUEUED', total: 1, named: true },
    { session_id: second, status: 'QUEUED', total: 2, named: true },
  ]);
});

test('the life of a session is in the System Log, with who did it', async () => {
  const driver = await driveNewSource(server);
  await server.addSourceUser(driver.sourceId, 'known');
  const before = (await server.events()).length;
  const id = await driver.open();
  await driver.upsert(id, upsertOf('a'));
  await driver.delete(id, { profiles: [{ externalId: 'known' }] });
  await driver.start(id);
  server.clock.advance(5 * MINUTE);
  const cancelled = await driver.open();
  await driver.cancel(cancelled);
  const events = (await server.events()).slice(before);
  const debug = { session_id: id, instance_id: driver.sourceId };
  const job_id = expect.stringMatching(/^ij1/);
  expect(events.map((event) => [event.type, event.debug])).toEqual([
    ['system.import.session.created', debug],
    ['system.identity_sources.bulk_upsert', { ...debug, total_objects: 1 }],
    ['system.identity_sources.bulk_delete', { ...debug, total_objects: 1 }],
    ['system.import.session.triggered', { ...debug, job_id }],
    ['system.import.session.created', { ...debug, session_id: cancelled }],
    ['system.import.session.cancelled', { ...debug, session_id: cancelled }],
  ]);
  const actor = { id: server.adminId, type: 'User', alternateId: 'ada@example.com', displayName: 'Ada Byron' };
  const targets = [{ id: driver.sourceId, type: 'AppInstance', alternateId: 'Workday', displayName: 'Workday' }];
  expect(events.every((event) => event.outcome === 'SUCCESS')).toBe(true);
  expect(events.map((event) => [event.actor, event.targets])).toEqual(events.map(() => [actor, targets]));
});

test('a source out of service takes no new data, but its sessions can be read and cancelled', async () => {
  const driver = await driveNewSource(server);
  const id = await driver.inState('IN_PROGRESS');
  await server.org.transaction((tx) => setSourceStatus(tx, server.org, driver.sourceId, 'INACTIVE', { actor: SYSTEM }));
  const refused = [
    400,
    'E0000001',
    'Api validation failed: identitySourceId',
    `The identity source ${driver.sourceId} is not active.`,
  ];
  expect(errorOf(await driver.create())).toEqual(refused);
  expect(errorOf(await driver.upsert(id, upsertOf('a')))).toEqual(refused);
  expect(errorOf(await driver.start(id))).toEqual(refused);
  expect([(await driver.list()).status, (await driver.get(id)).status, (await driver.cancel(id)).status]).toEqual([
    200, 200, 204,
  ]);
});

test.each(['create', 'list'] as const)('%s of an unknown source is not found', async (operation) => {
  const driver = await driveNewSource(server);
  await server.org.transaction((tx) => tx.execute(sql`DELETE FROM identity_sources WHERE id = ${driver.sourceId}`));
  expect(errorOf(await driver[operation]())).toEqual([
    404,
    'E0000007',
    `Not found: Resource not found: ${driver.sourceId} (AppInstance)`,
  ]);
});
