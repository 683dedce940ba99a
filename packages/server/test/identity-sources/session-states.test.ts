import {
  ACTIVE_SESSION_STATUSES,
  nextSessionStatus,
  OPEN_SESSION_STATUSES,
  SESSION_STATUSES,
} from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorOf } from '../http/answers.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { driveNewSource, statusOf, upsertOf } from './session-driver.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const NOT_CANCELABLE = [
  400,
  'E0000001',
  'Api validation failed: importSessionId',
  'Only a session that is in CREATED or IN_PROGRESS status can be canceled.',
];
const NOT_LOADABLE = [
  400,
  'E0000001',
  'Api validation failed: importSessionId',
  'Only a session that is in CREATED or IN_PROGRESS status can be loaded.',
];
const CONFLICT = [
  400,
  'E0000001',
  'Api validation failed: importSession',
  'Only one active import session per identity source is allowed to be created every 5 minutes',
];

async function bulkLoads(sessionId: string): Promise<number> {
  const rows = await server.org.read((tx) => tx.query(sql`SELECT FROM bulk_loads WHERE session_id = ${sessionId}`));
  return rows.length;
}

describe.each(SESSION_STATUSES)('a session that is %s', (status) => {
  test('can be read', async () => {
    const driver = await driveNewSource(server);
    const id = await driver.inState(status);
    expect((await driver.get(id)).json).toEqual({
      id,
      identitySourceId: driver.sourceId,
      status,
      importType: 'INCREMENTAL',
      created: expect.stringMatching(/^2026-\d\d-\d\dT10:00:00\.000Z$/),
      lastUpdated: expect.stringMatching(/^2026-\d\d-\d\dT10:00:00\.000Z$/),
    });
  });

  test(`is ${ACTIVE_SESSION_STATUSES.includes(status) ? '' : 'not '}listed`, async () => {
    const driver = await driveNewSource(server);
    const id = await driver.inState(status);
    const session = (await driver.get(id)).json;
    expect((await driver.list()).json).toEqual(ACTIVE_SESSION_STATUSES.includes(status) ? [session] : []);
  });

  test('takes people, or says why not', async () => {
    const driver = await driveNewSource(server);
    const id = await driver.inState(status);
    const before = await bulkLoads(id);
    const answer = await driver.upsert(id, upsertOf('b'));
    const next = nextSessionStatus(status, 'load');
    if (next === undefined) {
      expect(errorOf(answer)).toEqual(NOT_LOADABLE);
      expect([statusOf(await driver.get(id)), await bulkLoads(id)]).toEqual([status, before]);
    } else {
      expect([answer.status, answer.text, statusOf(await driver.get(id))]).toEqual([202, '', next]);
      expect(await bulkLoads(id)).toBe(before + 1);
    }
  });

  test('takes deletes, or says why not', async () => {
    const driver = await driveNewSource(server);
    await server.addSourceUser(driver.sourceId, 'known');
    const id = await driver.inState(status);
    const answer = await driver.delete(id, { entityType: 'USERS', profiles: [{ externalId: 'known' }] });
    const next = nextSessionStatus(status, 'load');
    if (next === undefined) expect(errorOf(answer)).toEqual(NOT_LOADABLE);
    else expect([answer.status, statusOf(await driver.get(id))]).toEqual([202, next]);
  });

  test('starts, or says why not', async () => {
    const driver = await driveNewSource(server);
    const id = await driver.inState(status);
    const before = server.jobs.length;
    const answer = await driver.start(id);
    const next = nextSessionStatus(status, 'start');
    if (next === undefined) {
      expect(errorOf(answer)).toEqual([
        400,
        'E0000001',
        'Api validation failed: importSessionId',
        `Session=${id} should be in IN_PROGRESS status in order to be processed`,
      ]);
      expect([statusOf(await driver.get(id)), server.jobs.length]).toEqual([status, before]);
    } else {
      expect([answer.status, answer.json]).toEqual([200, (await driver.get(id)).json]);
      expect([statusOf(answer), server.jobs.length]).toEqual([next, before + 1]);
    }
  });

  test('scenario 28: is cancelled, or says why not', async () => {
    const driver = await driveNewSource(server);
    const id = await driver.inState(status);
    const answer = await driver.cancel(id);
    const next = nextSessionStatus(status, 'cancel');
    if (next === undefined) {
      expect(errorOf(answer)).toEqual(NOT_CANCELABLE);
      expect(statusOf(await driver.get(id))).toBe(status);
    } else {
      expect([answer.status, answer.text, statusOf(await driver.get(id)), await bulkLoads(id)]).toEqual([
        204,
        '',
        next,
        0,
      ]);
    }
  });

  test('lets another session be created, or not', async () => {
    const driver = await driveNewSource(server);
    await driver.inState(status);
    const blocks = OPEN_SESSION_STATUSES.includes(status) || status === 'TRIGGERED';
    const answer = await driver.create();
    if (blocks) expect(errorOf(answer)).toEqual(CONFLICT);
    else expect([answer.status, statusOf(answer)]).toEqual([201, 'CREATED']);
  });
});

describe('a session that nobody knows', () => {
  test.each(['get', 'cancel', 'start'] as const)('%s', async (operation) => {
    const driver = await driveNewSource(server);
    expect(errorOf(await driver[operation]('no-such-session-id'))).toEqual([
      404,
      'E0000007',
      'Not found: Resource not found: no-such-session-id (ImportSession)',
    ]);
  });

  test.each(['upsert', 'delete'] as const)('%s', async (operation) => {
    const driver = await driveNewSource(server);
    expect(errorOf(await driver[operation]('no-such-session-id', upsertOf('a')))).toEqual([
      404,
      'E0000007',
      'Not found: Resource not found: no-such-session-id (ImportSession)',
    ]);
  });
});

test('a session of another source is not found', async () => {
  const [one, other] = [await driveNewSource(server), await driveNewSource(server)];
  const id = await one.open();
  expect(errorOf(await other.get(id))).toEqual([
    404,
    'E0000007',
    `Not found: Resource not found: ${id} (ImportSession)`,
  ]);
});
