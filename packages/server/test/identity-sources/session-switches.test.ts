// Long: one test for each answer of every switch that decides about sessions.

import type { Choices, SessionStatus } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
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
afterEach(() => {
  server.setLimits({});
  server.choose({});
});

function choose(choices: Partial<Choices>): void {
  server.choose(choices);
}

const refused = (subject: string, ...causes: readonly string[]) => [
  400,
  'E0000001',
  `Api validation failed: ${subject}`,
  ...causes,
];

/** The list of a source with a finished, a triggered and a loaded session, as statuses. */
async function listOfThree(): Promise<{ readonly driver: SessionDriver; readonly statuses: () => Promise<unknown> }> {
  server.setLimits({ createCooldownSeconds: 0 });
  const driver = await driveNewSource(server);
  for (const status of ['COMPLETED', 'TRIGGERED', 'IN_PROGRESS'] as const) {
    await driver.inState(status);
    server.clock.advance(MINUTE);
  }
  const statuses = async () =>
    ((await driver.list()).json as readonly { readonly status: string }[]).map((session) => session.status);
  return { driver, statuses };
}

test('createSessionStatus=201 answers the creation of a session with 201', async () => {
  choose({ createSessionStatus: '201' });
  const answer = await (await driveNewSource(server)).create();
  expect([answer.status, statusOf(answer)]).toEqual([201, 'CREATED']);
});

test('createSessionStatus=200 answers the creation of a session with 200', async () => {
  choose({ createSessionStatus: '200' });
  const answer = await (await driveNewSource(server)).create();
  expect([answer.status, statusOf(answer)]).toEqual([200, 'CREATED']);
});

test('startImportBody=object answers start-import with the session', async () => {
  choose({ startImportBody: 'object' });
  const driver = await driveNewSource(server);
  const id = await driver.inState('IN_PROGRESS');
  expect((await driver.start(id)).json).toEqual((await driver.get(id)).json);
});

test('startImportBody=array answers start-import with the session in an array', async () => {
  choose({ startImportBody: 'array' });
  const driver = await driveNewSource(server);
  const id = await driver.inState('IN_PROGRESS');
  expect((await driver.start(id)).json).toEqual([(await driver.get(id)).json]);
});

test('listedSessions=active and listOrder=newestFirst list what is not over, the newest first', async () => {
  const { statuses } = await listOfThree();
  choose({ listedSessions: 'active', listOrder: 'newestFirst' });
  expect(await statuses()).toEqual(['IN_PROGRESS', 'TRIGGERED']);
});

test('listedSessions=withoutInProgress leaves out what is loaded', async () => {
  const { driver, statuses } = await listOfThree();
  choose({ listedSessions: 'withoutInProgress' });
  expect(await statuses()).toEqual(['TRIGGERED']);
  expect((await driver.create()).status).toBe(400);
});

test('listedSessions=all lists sessions in every status', async () => {
  const { statuses } = await listOfThree();
  choose({ listedSessions: 'all' });
  expect(await statuses()).toEqual(['IN_PROGRESS', 'TRIGGERED', 'COMPLETED']);
});

test('listOrder=oldestFirst lists the oldest session first', async () => {
  const { statuses } = await listOfThree();
  choose({ listedSessions: 'all', listOrder: 'oldestFirst' });
  expect(await statuses()).toEqual(['COMPLETED', 'TRIGGERED', 'IN_PROGRESS']);
});

test('loadableStatuses=open takes a second load', async () => {
  choose({ loadableStatuses: 'open' });
  const driver = await driveNewSource(server);
  const id = await driver.inState('IN_PROGRESS');
  expect((await driver.upsert(id, upsertOf('b'))).status).toBe(202);
});

test('loadableStatuses=created takes one load, and names the status in its refusal of the second', async () => {
  choose({ loadableStatuses: 'created' });
  const driver = await driveNewSource(server);
  const id = await driver.inState('IN_PROGRESS');
  expect(errorOf(await driver.upsert(id, upsertOf('b')))).toEqual(
    refused('importSessionId', 'Only a session that is in CREATED status can be loaded.'),
  );
  expect(statusOf(await driver.start(id))).toBe('TRIGGERED');
});

test('startableStatuses=inProgress refuses to start a session that was not loaded', async () => {
  choose({ startableStatuses: 'inProgress' });
  const driver = await driveNewSource(server);
  const id = await driver.open();
  expect(errorOf(await driver.start(id))).toEqual(
    refused('importSessionId', `Session=${id} should be in IN_PROGRESS status in order to be processed`),
  );
});

test('startableStatuses=open starts a session that was not loaded, with an import of nothing', async () => {
  choose({ startableStatuses: 'open' });
  const driver = await driveNewSource(server);
  const id = await driver.open();
  expect(statusOf(await driver.start(id))).toBe('TRIGGERED');
  const imports = await server.org.read((tx) =>
    tx.query(sql`SELECT status, total FROM imports WHERE session_id = ${id}`),
  );
  expect(imports).toEqual([{ status: 'QUEUED', total: 0 }]);
  expect(errorOf(await driver.start(id))).toEqual(
    refused('importSessionId', `Session=${id} should be in CREATED or IN_PROGRESS status in order to be processed`),
  );
});

test('cancelableStatuses=open cancels a loaded session', async () => {
  choose({ cancelableStatuses: 'open' });
  const driver = await driveNewSource(server);
  expect((await driver.cancel(await driver.inState('IN_PROGRESS'))).status).toBe(204);
});

test('cancelableStatuses=created cancels only what was not loaded', async () => {
  choose({ cancelableStatuses: 'created' });
  const driver = await driveNewSource(server);
  const id = await driver.open();
  expect((await driver.cancel(id)).status).toBe(204);
  expect(errorOf(await driver.cancel(await driver.inState('IN_PROGRESS')))).toEqual(
    refused('importSessionId', 'Only a session that is in CREATED status can be canceled.'),
  );
});

describe.each(['get', 'cancel', 'start', 'upsert'] as const)('%s of an unknown session', (operation) => {
  const call = (driver: SessionDriver, id: string) =>
    operation === 'upsert' ? driver.upsert(id, upsertOf('a')) : driver[operation](id);

  test('unknownSession=404 is not found', async () => {
    choose({ unknownSession: '404' });
    expect(errorOf(await call(await driveNewSource(server), 'nothing'))).toEqual([
      404,
      'E0000007',
      'Not found: Resource not found: nothing (ImportSession)',
    ]);
  });

  test('unknownSession=400 is an invalid session id, also where it is one of another source', async () => {
    choose({ unknownSession: '400' });
    const [one, other] = [await driveNewSource(server), await driveNewSource(server)];
    const invalid = refused('importSessionId', 'Identity Source Session ID is invalid');
    expect(errorOf(await call(one, 'nothing'))).toEqual(invalid);
    expect(errorOf(await call(one, await other.open()))).toEqual(invalid);
  });
});

test('unknownSession=400 leaves an unknown source not found', async () => {
  choose({ unknownSession: '400' });
  const answer = await server.call('GET', '/api/v1/identity-sources/0oaNothing/sessions/apsNothing');
  expect(errorOf(answer)).toEqual([404, 'E0000007', 'Not found: Resource not found: 0oaNothing (AppInstance)']);
});

describe.each([
  ['open', 'EXPIRED'],
  ['created', 'IN_PROGRESS'],
] as const)('expiringStatuses=%s', (expiringStatuses, after) => {
  test(`leaves an idle loaded session ${after}, whoever looks`, async () => {
    choose({ expiringStatuses });
    const driver = await driveNewSource(server);
    const [loaded, swept] = [
      await driver.inState('IN_PROGRESS'),
      await (await driveNewSource(server)).inState('IN_PROGRESS'),
    ];
    server.clock.advance(24 * HOUR);
    expect(statusOf(await driver.get(loaded))).toBe(after);
    await expireSessions(server.org);
    const [row] = await server.org.read((tx) => tx.query(sql`SELECT status FROM sessions WHERE id = ${swept}`));
    expect(row).toEqual({ status: after });
  });

  test('expires an idle session that was not loaded', async () => {
    choose({ expiringStatuses });
    const driver = await driveNewSource(server);
    const id = await driver.open();
    server.clock.advance(24 * HOUR);
    expect(statusOf(await driver.get(id))).toBe('EXPIRED');
  });
});

describe('sessionActivity', () => {
  test('sessionActivity=writes does not count reading', async () => {
    choose({ sessionActivity: 'writes' });
    const driver = await driveNewSource(server);
    const id = await driver.open();
    server.clock.advance(23 * HOUR);
    await driver.get(id);
    server.clock.advance(HOUR);
    expect(statusOf(await driver.get(id))).toBe('EXPIRED');
  });

  test.each<[string, (driver: SessionDriver, id: string) => Promise<unknown>]>([
    ['reading', (driver, id) => driver.get(id)],
    ['a load that is refused', (driver, id) => driver.upsert(id, { profiles: 7 })],
    ['a start that is refused', (driver, id) => driver.start(id)],
  ])('sessionActivity=requests counts %s', async (_name, request) => {
    choose({ sessionActivity: 'requests' });
    const driver = await driveNewSource(server);
    const id = await driver.open();
    server.clock.advance(23 * HOUR);
    await request(driver, id);
    server.clock.advance(23 * HOUR);
    expect(statusOf(await driver.get(id))).toBe('CREATED');
  });

  test('sessionActivity=requests lets a session expire that nobody names, and does not wake it', async () => {
    choose({ sessionActivity: 'requests' });
    const driver = await driveNewSource(server);
    const id = await driver.open();
    server.clock.advance(23 * HOUR);
    await driver.list();
    server.clock.advance(HOUR);
    expect([statusOf(await driver.get(id)), statusOf(await driver.get(id))]).toEqual(['EXPIRED', 'EXPIRED']);
  });

  test('sessionActivity=requests leaves lastUpdated as it is', async () => {
    choose({ sessionActivity: 'requests' });
    const driver = await driveNewSource(server);
    const id = await driver.open();
    const before = (await driver.get(id)).json;
    server.clock.advance(HOUR);
    expect((await driver.get(id)).json).toEqual(before);
  });

  test('sessionActivity=never keeps sessions as they are, and they block', async () => {
    choose({ sessionActivity: 'never' });
    const driver = await driveNewSource(server);
    const id = await driver.open();
    server.clock.advance(9 * 24 * HOUR);
    expect(await expireSessions(server.org)).toBe(0);
    expect([statusOf(await driver.get(id)), (await driver.create()).status]).toEqual(['CREATED', 400]);
    expect((await driver.upsert(id, upsertOf('a'))).status).toBe(202);
  });
});

describe('createConflict', () => {
  /** Which statuses of an earlier session block, so many minutes after it was created or triggered. */
  async function blocking(minutes: number): Promise<readonly SessionStatus[]> {
    const statuses = ['CREATED', 'IN_PROGRESS', 'TRIGGERED', 'COMPLETED', 'ERROR', 'CLOSED'] as const;
    const blocked: SessionStatus[] = [];
    for (const status of statuses) {
      const driver = await driveNewSource(server);
      await driver.inState(status);
      server.clock.advance(minutes * MINUTE);
      if ((await driver.create()).status === 400) blocked.push(status);
    }
    return blocked;
  }

  test('createConflict=exclusive refuses beside an open session of any age, or one triggered just now', async () => {
    choose({ createConflict: 'exclusive' });
    expect(await blocking(4)).toEqual(['CREATED', 'IN_PROGRESS', 'TRIGGERED']);
    expect(await blocking(5)).toEqual(['CREATED', 'IN_PROGRESS']);
  });

  test('createConflict=rate refuses beside an active session that was created or triggered just now', async () => {
    choose({ createConflict: 'rate' });
    expect(await blocking(4)).toEqual(['CREATED', 'IN_PROGRESS', 'TRIGGERED']);
    expect(await blocking(5)).toEqual([]);
  });

  test('createConflict=rate counts from the trigger, not from the creation', async () => {
    choose({ createConflict: 'rate' });
    const driver = await driveNewSource(server);
    const id = await driver.inState('IN_PROGRESS');
    server.clock.advance(4 * MINUTE);
    await driver.start(id);
    server.clock.advance(4 * MINUTE);
    expect((await driver.create()).status).toBe(400);
  });

  test('createConflict=strict refuses beside an active session of any age', async () => {
    choose({ createConflict: 'strict' });
    expect(await blocking(4)).toEqual(['CREATED', 'IN_PROGRESS', 'TRIGGERED']);
    expect(await blocking(500)).toEqual(['CREATED', 'IN_PROGRESS', 'TRIGGERED']);
  });
});

describe('lastUpdated', () => {
  const lastUpdated = async (driver: SessionDriver, id: string) =>
    ((await driver.get(id)).json as { readonly lastUpdated: string }).lastUpdated;

  test.each([
    ['moved', 1000],
    ['kept', 0],
  ] as const)(
    'lastUpdatedOnLoad=%s moves lastUpdated by %i ms on a load a second later',
    async (lastUpdatedOnLoad, moved) => {
      choose({ lastUpdatedOnLoad });
      const driver = await driveNewSource(server);
      const id = await driver.open();
      const before = await lastUpdated(driver, id);
      server.clock.advance(1000);
      await driver.upsert(id, upsertOf('a'));
      expect(Date.parse(await lastUpdated(driver, id)) - Date.parse(before)).toBe(moved);
    },
  );

  test('lastUpdatedOnLoad=kept still counts the load as activity', async () => {
    choose({ lastUpdatedOnLoad: 'kept' });
    const driver = await driveNewSource(server);
    const id = await driver.open();
    server.clock.advance(23 * HOUR);
    await driver.upsert(id, upsertOf('a'));
    server.clock.advance(23 * HOUR);
    expect(statusOf(await driver.get(id))).toBe('IN_PROGRESS');
  });
});

describe('the status of a session whose import is worked on', () => {
  async function shown(processingStatus: Choices['processingStatus'], imported: string): Promise<readonly unknown[]> {
    choose({ processingStatus });
    const driver = await driveNewSource(server);
    const id = await driver.inState('TRIGGERED');
    await server.org.transaction((tx) =>
      tx.execute(sql`UPDATE imports SET status = ${imported} WHERE session_id = ${id}`),
    );
    const [listed] = (await driver.list()).json as readonly { readonly status: string }[];
    const [row] = await server.org.read((tx) =>
      tx.query<{ readonly status: string }>(sql`SELECT status FROM sessions WHERE id = ${id}`),
    );
    expect(row).toEqual({ status: 'TRIGGERED' });
    expect((await driver.upsert(id, upsertOf('b'))).status).toBe(400);
    if (imported === 'COMPLETED') await finish(server, id, 'COMPLETED');
    return [statusOf(await driver.get(id)), listed?.status];
  }

  test.each(['QUEUED', 'PLANNING', 'APPLYING', 'PAUSED'])(
    'processingStatus=TRIGGERED shows TRIGGERED while it is %s',
    async (status) => {
      expect(await shown('TRIGGERED', status)).toEqual(['TRIGGERED', 'TRIGGERED']);
    },
  );

  test.each([
    ['QUEUED', 'TRIGGERED'],
    ['PLANNING', 'IN_PROGRESS'],
    ['APPLYING', 'IN_PROGRESS'],
    ['PAUSED', 'TRIGGERED'],
  ])('processingStatus=IN_PROGRESS shows for an import that is %s the status %s', async (status, expected) => {
    expect(await shown('IN_PROGRESS', status)).toEqual([expected, expected]);
  });

  test('processingStatus=IN_PROGRESS shows COMPLETED in the end', async () => {
    expect((await shown('IN_PROGRESS', 'COMPLETED'))[0]).toBe('COMPLETED');
  });
});

describe('writes to a source out of service', () => {
  async function answers(inactiveSource: Choices['inactiveSource']): Promise<readonly unknown[]> {
    choose({ inactiveSource });
    const driver = await driveNewSource(server);
    const id = await driver.inState('IN_PROGRESS');
    await server.org.transaction((tx) =>
      setSourceStatus(tx, server.org, driver.sourceId, 'INACTIVE', { actor: SYSTEM }),
    );
    const refusals = [await driver.create(), await driver.upsert(id, upsertOf('a')), await driver.start(id)];
    expect([(await driver.list()).status, (await driver.get(id)).status]).toEqual([200, 200]);
    return refusals.map((answer) => errorOf(answer).map((part) => String(part).replace(driver.sourceId, 'it')));
  }

  test('inactiveSource=400 answers that it is not active', async () => {
    const refusal = [
      '400',
      'E0000001',
      'Api validation failed: identitySourceId',
      'The identity source it is not active.',
    ];
    expect(await answers('400')).toEqual([refusal, refusal, refusal]);
  });

  test('inactiveSource=404 answers as if it were not there', async () => {
    const refusal = ['404', 'E0000007', 'Not found: Resource not found: it (AppInstance)'];
    expect(await answers('404')).toEqual([refusal, refusal, refusal]);
  });
});

test('under createConflict=rate a source may have several open sessions, and each is cancelled alone', async () => {
  choose({ createConflict: 'rate' });
  const driver = await driveNewSource(server);
  const first = await driver.open();
  server.clock.advance(5 * MINUTE);
  const second = idOf(await driver.create());
  await driver.cancel(first);
  expect([statusOf(await driver.get(first)), statusOf(await driver.get(second))]).toEqual(['CLOSED', 'CREATED']);
});
