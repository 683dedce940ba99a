// Long: six kinds of loads, held to the same questions one after the other.

import { LIMITS_PROFILES } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keyHash } from '../../src/imports/key-hash.ts';
import { errorOf } from '../http/answers.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { driveNewSource, driveSessions, type SessionDriver, statusOf, upsertOf } from './session-driver.ts';
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
afterEach(() => {
  server.setLimits({});
  server.choose({});
});

const device = { serialNumber: 'C02', platform: 'MACOS', displayName: "Ada's Mac" };

const groupOf = (externalId: unknown, profile: unknown = { displayName: 'Engineering' }) => ({
  profiles: [{ externalId, profile }],
});
const deviceOf = (externalId: unknown, profile: unknown = device) => ({ profiles: [{ externalId, profile }] });
const pairsOf = (groupExternalId: unknown, ...memberExternalIds: readonly unknown[]) => ({
  memberships: [{ groupExternalId, memberExternalIds }],
});

/** A group, two people of whom one is its member, and a device. */
async function populate(sourceId: string): Promise<void> {
  for (const id of ['member', 'outsider']) await server.addSourceUser(sourceId, id);
  const now = server.clock.now();
  await server.org.transaction(async (tx) => {
    const groupId = server.org.ids.next('group');
    await tx.execute(sql`
      INSERT INTO groups (id, type, source_id, external_id, name, created, last_updated, last_membership_updated)
      VALUES (${groupId}, 'APP_GROUP', ${sourceId}, 'g1', 'Engineering', ${now}, ${now}, ${now})`);
    await tx.execute(sql`
      INSERT INTO source_memberships (group_id, source_user_id, created)
      SELECT ${groupId}, id, ${now} FROM source_users WHERE source_id = ${sourceId} AND external_id = 'member'`);
    await tx.execute(sql`
      INSERT INTO devices (id, source_id, external_id, serial_number, platform, display_name, created, last_updated)
      VALUES (${server.org.ids.next('device')}, ${sourceId}, 'd1', 'C02', 'MACOS', 'Mac', ${now}, ${now})`);
  });
}

test('groups are stored as one line each, whose description is there only where it was sent', async () => {
  const own = await driveNewSource(server);
  const id = await own.open();
  const answer = await own.load(id, 'bulk-groups-upsert', {
    profiles: [
      { externalId: 'g1', profile: { displayName: 'Engineering', description: null } },
      { externalId: 'g 2/ä', profile: { description: 'All of it', displayName: 'Sales' }, ignored: 1 },
      { externalId: 'g3', profile: { displayName: 'Ops' } },
    ],
  });
  expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([202, '', undefined]);
  expect(await storedLoads(server, id)).toEqual([
    {
      number: 1,
      class: 'groups',
      action: 'upsert',
      items: 3,
      lines: [
        '{"externalId":"g1","profile":{"displayName":"Engineering","description":null}}',
        '{"externalId":"g 2/ä","profile":{"displayName":"Sales","description":"All of it"}}',
        '{"externalId":"g3","profile":{"displayName":"Ops"}}',
      ],
      keys: [keyHash('g1'), keyHash('g 2/ä'), keyHash('g3')],
      dropped: [],
    },
  ]);
  expect(await sessionCounts(server, id)).toEqual({ status: 'IN_PROGRESS', bulk_requests: 1, staged: 3 });
});

test('memberships are stored as one line a pair, and every pair is counted as staged', async () => {
  const own = await driveNewSource(server);
  const id = await own.open();
  const answer = await own.load(id, 'bulk-group-memberships-upsert', {
    memberships: [
      { groupExternalId: 'g"1', memberExternalIds: ['a', 'b'] },
      { groupExternalId: 'g2', memberExternalIds: ['a'] },
    ],
  });
  expect(answer.status).toBe(202);
  const lines = ['["g\\"1","a"]', '["g\\"1","b"]', '["g2","a"]'];
  expect(await storedLoads(server, id)).toEqual([
    {
      number: 1,
      class: 'memberships',
      action: 'upsert',
      items: 3,
      lines,
      keys: lines.map((line) => keyHash(line)),
      dropped: [],
    },
  ]);
  expect(await sessionCounts(server, id)).toEqual({ status: 'IN_PROGRESS', bulk_requests: 1, staged: 3 });
});

test('devices are stored as one line each, with their three attributes in order', async () => {
  const own = await driveNewSource(server);
  const id = await own.open();
  const { displayName, ...rest } = device;
  expect((await own.load(id, 'bulk-devices-upsert', deviceOf('d1', { displayName, ...rest }))).status).toBe(202);
  expect(await storedLoads(server, id)).toEqual([
    {
      number: 1,
      class: 'devices',
      action: 'upsert',
      items: 1,
      lines: [`{"externalId":"d1","profile":${JSON.stringify(device)}}`],
      keys: [keyHash('d1')],
      dropped: [],
    },
  ]);
});

const malformed = [400, 'E0000003', 'The request body was not well-formed.'];
const invalid = (field: string, ...causes: readonly string[]) => [
  400,
  'E0000001',
  `Api validation failed: ${field}`,
  ...causes,
];

describe('a refused upload', () => {
  const longest = 'x'.repeat(256);
  test.each<[string, string, unknown, readonly unknown[]]>([
    [
      'groups without profiles',
      'bulk-groups-upsert',
      {},
      invalid('profiles', 'profiles: The field cannot be left blank'),
    ],
    [
      'a group that is null',
      'bulk-groups-upsert',
      { profiles: [null] },
      invalid('profiles', 'profiles[0]: The field must be an object'),
    ],
    [
      'a group without an id',
      'bulk-groups-upsert',
      groupOf(undefined),
      invalid('profiles', 'profiles[0].externalId: The field cannot be left blank'),
    ],
    [
      'a group whose id is too long',
      'bulk-groups-upsert',
      groupOf(longest),
      invalid('profiles', 'profiles[0].externalId: The field is too long: at most 255 characters'),
    ],
    [
      'a group without a profile',
      'bulk-groups-upsert',
      { profiles: [{ externalId: 'g' }] },
      invalid('profiles', 'profiles[0].profile: The field cannot be left blank'),
    ],
    [
      'a group without a name',
      'bulk-groups-upsert',
      groupOf('g', {}),
      invalid('profiles', 'profiles[0].profile.displayName: The field cannot be left blank'),
    ],
    [
      'a group with an empty name',
      'bulk-groups-upsert',
      groupOf('g', { displayName: '' }),
      invalid('profiles', 'profiles[0].profile.displayName: The field cannot be left blank'),
    ],
    [
      'a group whose texts are too long',
      'bulk-groups-upsert',
      groupOf('g', { displayName: longest, description: 'x'.repeat(1025) }),
      invalid(
        'profiles',
        'profiles[0].profile.displayName: The field is too long: at most 255 characters',
        'profiles[0].profile.description: The field is too long: at most 1024 characters',
      ),
    ],
    [
      'a NUL in a name',
      'bulk-groups-upsert',
      groupOf('g', { displayName: 'a\u0000' }),
      invalid('profiles', 'profiles[0].profile.displayName: The field has a character that cannot be stored'),
    ],
    [
      'a name that is an object',
      'bulk-groups-upsert',
      groupOf('g', { displayName: {} }),
      invalid('profiles', 'profiles[0].profile.displayName: The field must be a string'),
    ],
    [
      'ids that are missing',
      'bulk-groups-delete',
      { profiles: [{ externalId: 'g' }] },
      invalid('externalIds', 'externalIds: The field cannot be left blank'),
    ],
    ['ids that are no array', 'bulk-groups-delete', { externalIds: 'g' }, malformed],
    [
      'an id that is an object',
      'bulk-groups-delete',
      { externalIds: ['g', { externalId: 'g' }] },
      invalid('externalIds', 'externalIds[1]: The field must be a string'),
    ],
    [
      'an id of a group that is too long',
      'bulk-groups-delete',
      { externalIds: [longest] },
      invalid('externalIds', 'externalIds[0]: The field is too long: at most 255 characters'),
    ],
    [
      'memberships that are missing',
      'bulk-group-memberships-upsert',
      { profiles: [] },
      invalid('memberships', 'memberships: The field cannot be left blank'),
    ],
    [
      'a membership without a group',
      'bulk-group-memberships-upsert',
      pairsOf(undefined, 'a'),
      invalid('memberships', 'memberships[0].groupExternalId: The field cannot be left blank'),
    ],
    [
      'a membership without members',
      'bulk-group-memberships-upsert',
      { memberships: [{ groupExternalId: 'g' }] },
      invalid('memberships', 'memberships[0].memberExternalIds: The field cannot be left blank'),
    ],
    [
      'a membership with no members',
      'bulk-group-memberships-delete',
      pairsOf('g'),
      invalid('memberships', 'memberships[0].memberExternalIds: The field cannot be left blank'),
    ],
    [
      'members that are no array',
      'bulk-group-memberships-delete',
      { memberships: [{ groupExternalId: 'g', memberExternalIds: 'a' }] },
      invalid('memberships', 'memberships[0].memberExternalIds: The field must be an array'),
    ],
    [
      'members that are none',
      'bulk-group-memberships-upsert',
      pairsOf('g', 'a', '', 7, longest),
      invalid(
        'memberships',
        'memberships[0].memberExternalIds[1]: The field cannot be left blank',
        'memberships[0].memberExternalIds[2]: The field must be a string',
        'memberships[0].memberExternalIds[3]: The field is too long: at most 255 characters',
      ),
    ],
    [
      'a device whose id is too long',
      'bulk-devices-upsert',
      deviceOf('x'.repeat(128)),
      invalid('profiles', 'profiles[0].externalId: The field is too long: at most 127 characters'),
    ],
    [
      'a device without its attributes',
      'bulk-devices-upsert',
      deviceOf('d', {}),
      invalid(
        'profiles',
        'profiles[0].profile.serialNumber: The field cannot be left blank',
        'profiles[0].profile.platform: The field cannot be left blank',
        'profiles[0].profile.displayName: The field cannot be left blank',
      ),
    ],
    [
      'a device with another attribute',
      'bulk-devices-upsert',
      deviceOf('d', { ...device, owner: 'ada' }),
      invalid('profiles', 'profiles[0].profile.owner: The schema has no such attribute'),
    ],
    [
      'a device without a profile',
      'bulk-devices-upsert',
      { profiles: [{ externalId: 'd' }] },
      invalid('profiles', 'profiles[0].profile: The field cannot be left blank'),
    ],
    [
      'a device whose texts are too long',
      'bulk-devices-upsert',
      deviceOf('d', { serialNumber: 'x'.repeat(128), platform: 'x'.repeat(128), displayName: longest }),
      invalid(
        'profiles',
        'profiles[0].profile.serialNumber: The field is too long: at most 127 characters',
        'profiles[0].profile.platform: The field is too long: at most 127 characters',
        'profiles[0].profile.displayName: The field is too long: at most 255 characters',
      ),
    ],
    [
      'an id of a device that is too long',
      'bulk-devices-delete',
      { externalIds: ['x'.repeat(128)] },
      invalid('externalIds', 'externalIds[0]: The field is too long: at most 127 characters'),
    ],
    ['an array', 'bulk-devices-delete', [], malformed],
  ])('%s', async (_name, kind, body, expected) => {
    const before = await sessionCounts(server, session);
    expect(errorOf(await driver.load(session, kind, body))).toEqual(expected);
    expect(await sessionCounts(server, session)).toEqual(before);
  });

  test('says the same thing of members at most twenty times', async () => {
    const answer = await driver.load(session, 'bulk-group-memberships-upsert', pairsOf('g', ...Array(500).fill(0)));
    expect(errorOf(answer)).toHaveLength(3 + 20);
  });
});

describe('deletes of what the source does not know', () => {
  test.each([
    ['bulk-groups-delete', { externalIds: ['g1', 'g9'] }, ['{"externalId":"g1"}'], ['g9'], 'groups'],
    ['bulk-devices-delete', { externalIds: ['d9', 'd1'] }, ['{"externalId":"d1"}'], ['d9'], 'devices'],
    [
      'bulk-group-memberships-delete',
      {
        memberships: [
          { groupExternalId: 'g1', memberExternalIds: ['member', 'outsider', 'nobody'] },
          { groupExternalId: 'g9', memberExternalIds: ['member'] },
        ],
      },
      ['["g1","member"]'],
      ['["g1","outsider"]', '["g1","nobody"]', '["g9","member"]'],
      'memberships',
    ],
  ])('%s stages what is known and notes the rest', async (kind, body, lines, dropped, name) => {
    const own = await driveNewSource(server);
    await populate(own.sourceId);
    const id = await own.open();
    expect((await own.load(id, kind, body)).status).toBe(202);
    expect(await storedLoads(server, id)).toEqual([
      {
        number: 1,
        class: name,
        action: 'delete',
        items: 1,
        lines,
        keys: [keyHash(name === 'memberships' ? (lines[0] ?? '') : name === 'groups' ? 'g1' : 'd1')],
        dropped,
      },
    ]);
    expect(statusOf(await own.get(id))).toBe('IN_PROGRESS');
  });

  test.each([
    ['bulk-groups-delete', { externalIds: ['g1'] }],
    ['bulk-devices-delete', { externalIds: ['d1'] }],
    ['bulk-group-memberships-delete', { memberships: [{ groupExternalId: 'g1', memberExternalIds: ['member'] }] }],
  ])('%s of things of another source alone leaves the session CREATED', async (kind, body) => {
    const [own, other] = [await driveNewSource(server), await driveNewSource(server)];
    await populate(other.sourceId);
    const id = await own.open();
    expect((await own.load(id, kind, body)).status).toBe(202);
    expect(await sessionCounts(server, id)).toEqual({ status: 'CREATED', bulk_requests: 1, staged: 0 });
  });
});

test('200 entries are taken and 201 are refused, however many members they have', async () => {
  const own = await driveNewSource(server);
  const id = await own.open();
  const entries = (count: number) => ({
    memberships: Array.from({ length: count }, (_, index) => ({
      groupExternalId: `g${index}`,
      memberExternalIds: ['a', 'b', 'c'],
    })),
  });
  expect(errorOf(await own.load(id, 'bulk-group-memberships-upsert', entries(201)))).toEqual(
    invalid('memberships', 'memberships: The size of the array must be between 1 and 200'),
  );
  expect((await own.load(id, 'bulk-group-memberships-upsert', entries(200))).status).toBe(202);
  expect(await sessionCounts(server, id)).toEqual({ status: 'IN_PROGRESS', bulk_requests: 1, staged: 600 });
});

test('one entry may have as many members as the body has room for', async () => {
  const own = await driveNewSource(server);
  const id = await own.open();
  const members = Array.from({ length: 20_000 }, (_, index) => `m${index}`);
  expect((await own.load(id, 'bulk-group-memberships-upsert', pairsOf('g', ...members))).status).toBe(202);
  expect(await sessionCounts(server, id)).toEqual({ status: 'IN_PROGRESS', bulk_requests: 1, staged: 20_000 });
  const tooMany = Array.from({ length: 40_000 }, (_, index) => `m${index}`);
  expect(errorOf(await own.load(id, 'bulk-group-memberships-upsert', pairsOf('g', ...tooMany)))).toEqual(
    invalid('payload', 'The payload size must not exceed 200 KB.'),
  );
});

test('a session takes loads of every class, and its import counts all of their items', async () => {
  const own = await driveNewSource(server);
  await populate(own.sourceId);
  const id = await own.open();
  const loads: readonly (readonly [string, unknown])[] = [
    ['bulk-upsert', upsertOf('a')],
    ['bulk-groups-upsert', groupOf('g2')],
    ['bulk-group-memberships-upsert', pairsOf('g2', 'a', 'member')],
    ['bulk-devices-upsert', deviceOf('d2')],
    ['bulk-devices-delete', { externalIds: ['d1'] }],
    ['bulk-group-memberships-delete', pairsOf('g1', 'member')],
    ['bulk-groups-delete', { externalIds: ['g1'] }],
    ['bulk-delete', { profiles: [{ externalId: 'outsider' }] }],
  ];
  const before = (await server.events()).length;
  for (const [kind, body] of loads) expect((await own.load(id, kind, body)).status).toBe(202);
  expect((await own.start(id)).status).toBe(200);
  expect((await storedLoads(server, id)).map((load) => [load.number, load.class, load.action, load.items])).toEqual([
    [1, 'users', 'upsert', 1],
    [2, 'groups', 'upsert', 1],
    [3, 'memberships', 'upsert', 2],
    [4, 'devices', 'upsert', 1],
    [5, 'devices', 'delete', 1],
    [6, 'memberships', 'delete', 1],
    [7, 'groups', 'delete', 1],
    [8, 'users', 'delete', 1],
  ]);
  const [row] = await server.org.read((tx) =>
    tx.query(sql`SELECT status, total FROM imports WHERE session_id = ${id}`),
  );
  expect(row).toEqual({ status: 'QUEUED', total: 9 });
  const debug = { session_id: id, instance_id: own.sourceId, total_objects: 1 };
  expect((await server.events()).slice(before, before + 8).map((event) => [event.type, event.debug])).toEqual([
    ['system.identity_sources.bulk_upsert', debug],
    ['system.identity_sources.bulk_group_upsert', debug],
    ['system.identity_sources.bulk_group_membership_upsert', { ...debug, total_objects: 2 }],
    ['system.identity_sources.bulk_device_upsert', debug],
    ['system.identity_sources.bulk_device_delete', debug],
    ['system.identity_sources.bulk_group_membership_delete', debug],
    ['system.identity_sources.bulk_group_delete', debug],
    ['system.identity_sources.bulk_delete', debug],
  ]);
});

test('the 51st upload is refused, whatever classes there were', async () => {
  server.setLimits({ sessionMaxBulkRequests: 2 });
  const own = await driveNewSource(server);
  const id = await own.open();
  await own.load(id, 'bulk-groups-upsert', groupOf('g'));
  await own.upsert(id, upsertOf('a'));
  expect(errorOf(await own.load(id, 'bulk-devices-upsert', deviceOf('d')))).toEqual(
    invalid('importSessionId', 'The maximum number of bulk requests (2) for this session has been reached.'),
  );
});

const FEATURE_OFF = [401, 'E0000015', 'You do not have permission to access the feature you are requesting'];

describe('a source that imports no groups', () => {
  test.each([
    ['bulk-groups-upsert', groupOf('g')],
    ['bulk-groups-delete', { externalIds: ['g'] }],
    ['bulk-group-memberships-upsert', pairsOf('g', 'a')],
    ['bulk-group-memberships-delete', pairsOf('g', 'a')],
  ])('%s is a feature that is off', async (kind, body) => {
    const source = await server.createSource('No groups', { importGroups: false });
    const own = driveSessions(server, source.id);
    const id = await own.open();
    expect(errorOf(await own.load(id, kind, body))).toEqual(FEATURE_OFF);
    expect(await sessionCounts(server, id)).toEqual({ status: 'CREATED', bulk_requests: 0, staged: 0 });
  });

  test('people and devices are loaded as ever', async () => {
    const source = await server.createSource('No groups', { importGroups: false });
    const own = driveSessions(server, source.id);
    const id = await own.open();
    expect((await own.upsert(id, upsertOf('a'))).status).toBe(202);
    expect((await own.load(id, 'bulk-devices-upsert', deviceOf('d'))).status).toBe(202);
  });
});

test('every kind of load has a rate limit of its own', async () => {
  const own = await driveNewSource(server);
  const id = await own.open();
  server.clock.advance(60_000);
  server.setLimits({ requestsPerMinute: LIMITS_PROFILES.okta.requestsPerMinute });
  const remaining = async (kind: string, body: unknown) =>
    Number((await own.load(id, kind, body)).headers['x-rate-limit-remaining']);
  const first = await remaining('bulk-groups-upsert', groupOf('g'));
  expect([
    await remaining('bulk-devices-upsert', deviceOf('d')),
    await remaining('bulk-groups-upsert', groupOf('g')),
  ]).toEqual([first, first - 1]);
});
