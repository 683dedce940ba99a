import { EXTERNAL_ID_LENGTH } from '@headwater/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keyHash } from '../../src/imports/key-hash.ts';
import { errorOf } from '../http/answers.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { driveNewSource, type SessionDriver, statusOf, upsertOf } from './session-driver.ts';
import { sessionCounts, storedLoads } from './stored-loads.ts';

let server: TestServer;
let driver: SessionDriver;
let session: string;

beforeAll(async () => {
  server = await startTestServer();
  driver = await driveNewSource(server);
  session = await driver.open();
});
afterAll(() => server.close());
afterEach(() => server.setLimits({}));

const stored = (sessionId: string) => storedLoads(server, sessionId);
const counts = (sessionId: string) => sessionCounts(server, sessionId);

function people(count: number): object {
  return {
    entityType: 'USERS',
    profiles: Array.from({ length: count }, (_, index) => ({
      externalId: `e${index}`,
      profile: { userName: `u${index}` },
    })),
  };
}

test('an upload is stored as one line a person, with the hashes of their ids', async () => {
  const own = await driveNewSource(server);
  const id = await own.open();
  await own.upsert(id, {
    entityType: 'USERS',
    profiles: [
      { externalId: 'b/1 ä', profile: { userName: 'x', mobilePhone: null, unknownToTheSource: '😀' } },
      { externalId: 'a', profile: { userName: '' }, ignored: true },
    ],
  });
  await own.upsert(id, upsertOf('a', { number: 12.5, zero: -0, yes: true, no: false }));
  expect(await stored(id)).toEqual([
    {
      number: 1,
      class: 'users',
      action: 'upsert',
      items: 2,
      lines: [
        '{"externalId":"b/1 ä","profile":{"userName":"x","mobilePhone":null,"unknownToTheSource":"😀"}}',
        '{"externalId":"a","profile":{"userName":""}}',
      ],
      keys: [keyHash('b/1 ä'), keyHash('a')],
      dropped: [],
    },
    {
      number: 2,
      class: 'users',
      action: 'upsert',
      items: 1,
      lines: ['{"externalId":"a","profile":{"number":"12.5","zero":"0","yes":"true","no":"false"}}'],
      keys: [keyHash('a')],
      dropped: [],
    },
  ]);
  expect(await counts(id)).toEqual({ status: 'IN_PROGRESS', bulk_requests: 2, staged: 3 });
});

test('an absent entityType means USERS', async () => {
  expect((await driver.upsert(session, { profiles: [{ externalId: 'a', profile: { userName: 'a' } }] })).status).toBe(
    202,
  );
});

const malformed = [400, 'E0000003', 'The request body was not well-formed.'];
const invalid = (...causes: readonly string[]) => [400, 'E0000001', 'Api validation failed: profiles', ...causes];
const blank = invalid('profiles: The field cannot be left blank');
const item = (externalId: unknown, profile: unknown = { userName: 'x' }) => ({ profiles: [{ externalId, profile }] });

describe('a refused upload', () => {
  test.each<[string, unknown, readonly unknown[]]>([
    ['an array', [], malformed],
    ['a text', 'x', malformed],
    ['no profiles', { entityType: 'USERS' }, blank],
    ['profiles that are null', { entityType: 'USERS', profiles: null }, blank],
    ['profiles that are empty', { entityType: 'USERS', profiles: [] }, blank],
    ['profiles that are no array', { entityType: 'USERS', profiles: { a: 1 } }, malformed],
    ['another entityType', { ...upsertOf('a'), entityType: 'GROUPS' }, malformed],
    ['a wrong case of entityType', { ...upsertOf('a'), entityType: 'users' }, malformed],
    ['an item that is null', { profiles: [null] }, invalid('profiles[0]: The field must be an object')],
    ['no externalId', item(undefined), invalid('profiles[0].externalId: The field cannot be left blank')],
    ['an empty externalId', item(''), invalid('profiles[0].externalId: The field cannot be left blank')],
    ['an externalId that is a number', item(7), invalid('profiles[0].externalId: The field must be a string')],
    [
      'an externalId that is too long',
      item('x'.repeat(513)),
      invalid('profiles[0].externalId: The field is too long: at most 512 characters'),
    ],
    [
      'a NUL in the externalId',
      item('a\u0000'),
      invalid('profiles[0].externalId: The field has a character that cannot be stored'),
    ],
    [
      'half a character in the externalId',
      item('a\ud83d'),
      invalid('profiles[0].externalId: The field has a character that cannot be stored'),
    ],
    ['no profile', { profiles: [{ externalId: 'a' }] }, invalid('profiles[0].profile: The field cannot be left blank')],
    ['a profile that is null', item('a', null), invalid('profiles[0].profile: The field cannot be left blank')],
    ['a profile that is an array', item('a', ['x']), invalid('profiles[0].profile: The field must be an object')],
    [
      'a value that is an array',
      item('a', { tags: ['x'] }),
      invalid('profiles[0].profile.tags: The field must be a string'),
    ],
    [
      'a value that is an object',
      item('a', { manager: { id: 1 } }),
      invalid('profiles[0].profile.manager: The field must be a string'),
    ],
    [
      'a NUL in a value',
      item('a', { userName: '\u0000' }),
      invalid('profiles[0].profile.userName: The field has a character that cannot be stored'),
    ],
    [
      'half a character in a value',
      item('a', { userName: '\udc00x' }),
      invalid('profiles[0].profile.userName: The field has a character that cannot be stored'),
    ],
    [
      'a number that JSON cannot hold exactly',
      item('a', { number: 2 ** 53 }),
      invalid('profiles[0].profile.number: The number is too large to be exact; send it as a string'),
    ],
  ])('%s', async (_name, body, expected) => {
    const before = await counts(session);
    expect(errorOf(await driver.upsert(session, body))).toEqual(expected);
    expect(await counts(session)).toEqual(before);
  });

  test('names every item at fault, and stages none of the others', async () => {
    const before = await stored(session);
    const body = {
      profiles: [
        { externalId: 'good', profile: { userName: 'x' } },
        { externalId: '', profile: { a: [] } },
        7,
        { externalId: 'b' },
      ],
    };
    expect(errorOf(await driver.upsert(session, body))).toEqual(
      invalid(
        'profiles[1].externalId: The field cannot be left blank',
        'profiles[1].profile.a: The field must be a string',
        'profiles[2]: The field must be an object',
        'profiles[3].profile: The field cannot be left blank',
      ),
    );
    expect(await stored(session)).toEqual(before);
  });

  test('says the same thing at most twenty times', async () => {
    const answer = await driver.upsert(session, { profiles: Array.from({ length: 200 }, () => 0) });
    expect(errorOf(answer)).toHaveLength(3 + 20);
  });

  test.each<[string, unknown, readonly unknown[]]>([
    ['nothing to delete', { profiles: [] }, blank],
    ['a delete without an id', { profiles: [{}] }, invalid('profiles[0].externalId: The field cannot be left blank')],
    ['a delete of another kind', { entityType: 'GROUPS', profiles: [{ externalId: 'a' }] }, malformed],
  ])('%s', async (_name, body, expected) => {
    expect(errorOf(await driver.delete(session, body))).toEqual(expected);
  });

  test('no body, and half a body', async () => {
    const path = `${driver.path}/${session}/bulk-upsert`;
    const headers = { 'content-type': 'application/json' };
    expect(errorOf(await server.call('POST', path))).toEqual(malformed);
    expect(errorOf(await server.call('POST', path, { raw: '', headers }))).toEqual(malformed);
    expect(errorOf(await server.call('POST', path, { raw: '{"profiles":[', headers }))).toEqual(malformed);
  });
});

test.each([
  ['512 letters', 'x'.repeat(EXTERNAL_ID_LENGTH.user)],
  ['512 characters of four bytes', '😀'.repeat(EXTERNAL_ID_LENGTH.user)],
  ['blanks around', ' a '],
  ['slashes, at signs and quotes', 'a/b@c+"d"\\'],
])('an external id of %s is taken as it is', async (_name, externalId) => {
  const own = await driveNewSource(server);
  const id = await own.open();
  expect((await own.upsert(id, upsertOf(externalId))).status).toBe(202);
  const [load] = await stored(id);
  expect(JSON.parse(load?.lines[0] ?? '')).toEqual({ externalId, profile: { userName: externalId } });
});

test('names that JavaScript knows are attributes like others', async () => {
  const own = await driveNewSource(server);
  const id = await own.open();
  const profile = { constructor: 'a', toString: 'b', hasOwnProperty: 'c', userName: 'd' };
  await own.upsert(id, upsertOf('a', profile));
  const [load] = await stored(id);
  expect(load?.lines).toEqual([JSON.stringify({ externalId: 'a', profile })]);
});

test('scenario 20: a delete of unknown ids alone is accepted, leaves the session CREATED, and the trigger is refused', async () => {
  const own = await driveNewSource(server);
  await server.addSourceUser(own.sourceId, 'gone', 'DEPROVISIONED');
  await server.addSourceUser(driver.sourceId, 'elsewhere');
  const id = await own.open();
  const profiles = [{ externalId: 'nobody' }, { externalId: 'gone' }, { externalId: 'elsewhere' }];
  const answer = await own.delete(id, { entityType: 'USERS', profiles });
  expect([answer.status, statusOf(await own.get(id))]).toEqual([202, 'CREATED']);
  expect(errorOf(await own.start(id)).slice(0, 2)).toEqual([400, 'E0000001']);
  expect(await stored(id)).toEqual([
    {
      number: 1,
      class: 'users',
      action: 'delete',
      items: 0,
      lines: [],
      keys: [],
      dropped: ['nobody', 'gone', 'elsewhere'],
    },
  ]);
  expect(await counts(id)).toEqual({ status: 'CREATED', bulk_requests: 1, staged: 0 });
});

test('scenario 21: of known and unknown ids the known ones are staged', async () => {
  const own = await driveNewSource(server);
  for (const id of ['active', 'waiting']) {
    await server.addSourceUser(own.sourceId, id, id === 'active' ? 'ACTIVE' : 'IMPORTED');
  }
  const id = await own.open();
  const profiles = ['active', 'nobody', 'waiting'].map((externalId) => ({ externalId }));
  expect((await own.delete(id, { entityType: 'USERS', profiles })).status).toBe(202);
  expect(await stored(id)).toEqual([
    {
      number: 1,
      class: 'users',
      action: 'delete',
      items: 2,
      lines: ['{"externalId":"active"}', '{"externalId":"waiting"}'],
      keys: [keyHash('active'), keyHash('waiting')],
      dropped: ['nobody'],
    },
  ]);
  expect(await counts(id)).toEqual({ status: 'IN_PROGRESS', bulk_requests: 1, staged: 2 });
});

test('scenario 29: 200 people are taken, 201 are refused', async () => {
  const own = await driveNewSource(server);
  const id = await own.open();
  expect(errorOf(await own.upsert(id, people(201)))).toEqual(
    invalid('profiles: The size of the array must be between 1 and 200'),
  );
  expect((await own.upsert(id, people(200))).status).toBe(202);
});

test('scenario 29: 200 KB are taken, one byte more is refused', async () => {
  const own = await driveNewSource(server);
  const id = await own.open();
  const path = `${own.path}/${id}/bulk-upsert`;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(upsertOf('a'));
  const padded = body + ' '.repeat(204_800 - body.length);
  expect(errorOf(await server.call('POST', path, { raw: `${padded} `, headers }))).toEqual([
    400,
    'E0000001',
    'Api validation failed: payload',
    'The payload size must not exceed 200 KB.',
  ]);
  expect((await server.call('POST', path, { raw: padded, headers })).status).toBe(202);
});

test('scenario 29: the 51st upload is refused, whatever kinds there were', async () => {
  const own = await driveNewSource(server);
  const id = await own.open();
  const unknown = { profiles: [{ externalId: 'nobody' }] };
  const statuses = [];
  for (let count = 0; count < 25; count++) {
    statuses.push((await own.upsert(id, upsertOf('a'))).status, (await own.delete(id, unknown)).status);
  }
  expect(new Set(statuses)).toEqual(new Set([202]));
  const tooMany = [
    400,
    'E0000001',
    'Api validation failed: importSessionId',
    'The maximum number of bulk requests (50) for this session has been reached.',
  ];
  expect(errorOf(await own.upsert(id, upsertOf('a')))).toEqual(tooMany);
  expect(errorOf(await own.delete(id, unknown))).toEqual(tooMany);
  expect((await own.start(id)).status).toBe(200);
});

test('a refused upload does not count', async () => {
  server.setLimits({ sessionMaxBulkRequests: 1 });
  const own = await driveNewSource(server);
  const id = await own.open();
  await own.upsert(id, { profiles: [] });
  expect((await own.upsert(id, upsertOf('a'))).status).toBe(202);
});

test('the open profile of limits takes more', async () => {
  server.setLimits({ bulkMaxItems: 5_000, bulkMaxBytes: 8 * 1024 * 1024 });
  const own = await driveNewSource(server);
  const id = await own.open();
  expect((await own.upsert(id, people(5_000))).status).toBe(202);
});
