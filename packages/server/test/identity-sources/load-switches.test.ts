// Long: one test for each answer of every switch that decides about loads.

import type { Choices } from '@headwater/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { addAttribute } from '../../src/directory/profile-schemas/add-attribute.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import { errorOf } from '../http/answers.ts';
import { type Answer, startTestServer, type TestServer } from '../http/test-server.ts';
import { driveNewSource, type SessionDriver, statusOf, upsertOf } from './session-driver.ts';
import { sessionCounts, storedLoads } from './stored-loads.ts';

let server: TestServer;
let driver: SessionDriver;
let session: string;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
afterEach(() => {
  server.setLimits({});
  server.choose({});
});

/** A new session under these answers. */
async function open(choices: Partial<Choices>): Promise<void> {
  server.choose(choices);
  driver = await driveNewSource(server);
  session = await driver.open();
}

const load = (kind: string, body: unknown): Promise<Answer> => driver.load(session, kind, body);

async function lines(): Promise<readonly unknown[]> {
  return (await storedLoads(server, session)).flatMap((stored) =>
    stored.lines.map((line) => JSON.parse(line) as unknown),
  );
}

const invalid = (field: string, ...causes: readonly string[]) => [
  400,
  'E0000001',
  `Api validation failed: ${field}`,
  ...causes,
];
const malformed = [400, 'E0000003', 'The request body was not well-formed.'];
const profiles = (...items: readonly unknown[]) => ({ profiles: items });
const group = { displayName: 'Engineering' };
const device = { serialNumber: 'C02', platform: 'MACOS', displayName: 'Mac' };

const EMPTY: readonly (readonly [string, unknown, string])[] = [
  ['bulk-upsert', {}, 'profiles'],
  ['bulk-upsert', { profiles: null }, 'profiles'],
  ['bulk-upsert', { profiles: [] }, 'profiles'],
  ['bulk-delete', { profiles: [] }, 'profiles'],
  ['bulk-groups-upsert', { profiles: [] }, 'profiles'],
  ['bulk-groups-delete', { externalIds: [] }, 'externalIds'],
  ['bulk-group-memberships-upsert', { memberships: [] }, 'memberships'],
  ['bulk-devices-delete', {}, 'externalIds'],
];

test.each(EMPTY)('emptyPayload=reject refuses %s of %j', async (kind, body, field) => {
  await open({ emptyPayload: 'reject' });
  expect(errorOf(await load(kind, body))).toEqual(invalid(field, `${field}: The field cannot be left blank`));
  expect(await sessionCounts(server, session)).toEqual({ status: 'CREATED', bulk_requests: 0, staged: 0 });
});

test.each(EMPTY)('emptyPayload=accept takes %s of %j, and the session stays CREATED', async (kind, body) => {
  await open({ emptyPayload: 'accept' });
  expect((await load(kind, body)).status).toBe(202);
  expect(await sessionCounts(server, session)).toEqual({ status: 'CREATED', bulk_requests: 1, staged: 0 });
});

test('emptyPayload=accept still refuses a body that is no object, and a list that is none', async () => {
  await open({ emptyPayload: 'accept' });
  expect(errorOf(await load('bulk-upsert', [])).slice(0, 2)).toEqual([400, 'E0000003']);
  expect(errorOf(await load('bulk-upsert', { profiles: 'x' }))).toEqual(malformed);
});

test('emptyProfile=recordError stages a person with an empty profile', async () => {
  await open({ emptyProfile: 'recordError' });
  expect((await load('bulk-upsert', upsertOf('a', {}))).status).toBe(202);
  expect(await lines()).toEqual([{ externalId: 'a', profile: {} }]);
});

test('emptyProfile=reject refuses a whole load for a person with an empty profile', async () => {
  await open({ emptyProfile: 'reject' });
  const body = profiles({ externalId: 'a', profile: { userName: 'a' } }, { externalId: 'b', profile: {} });
  expect(errorOf(await load('bulk-upsert', body))).toEqual(
    invalid('profiles', 'profiles[1].profile: The field cannot be left blank'),
  );
  expect(await lines()).toEqual([]);
});

const UNKNOWN: readonly (readonly [string, unknown, unknown])[] = [
  ['bulk-delete', profiles({ externalId: 'nobody' }), { externalId: 'nobody' }],
  ['bulk-groups-delete', { externalIds: ['none'] }, { externalId: 'none' }],
  ['bulk-devices-delete', { externalIds: ['none'] }, { externalId: 'none' }],
  [
    'bulk-group-memberships-delete',
    { memberships: [{ groupExternalId: 'none', memberExternalIds: ['nobody'] }] },
    ['none', 'nobody'],
  ],
];

test.each(UNKNOWN)('unknownDeletes=drop stages nothing of %s of what is unknown', async (kind, body) => {
  await open({ unknownDeletes: 'drop' });
  expect((await load(kind, body)).status).toBe(202);
  expect([await lines(), statusOf(await driver.get(session))]).toEqual([[], 'CREATED']);
  expect((await driver.start(session)).status).toBe(400);
});

test.each(UNKNOWN)('unknownDeletes=stage stages %s of what is unknown', async (kind, body, line) => {
  await open({ unknownDeletes: 'stage' });
  expect((await load(kind, body)).status).toBe(202);
  const [stored] = await storedLoads(server, session);
  expect([await lines(), stored?.dropped, statusOf(await driver.get(session))]).toEqual([[line], [], 'IN_PROGRESS']);
  expect((await driver.start(session)).status).toBe(200);
});

const nobody = profiles({ externalId: 'nobody' });

test('droppedLoadCounts=yes counts a load of which nothing was staged', async () => {
  server.setLimits({ sessionMaxBulkRequests: 1 });
  await open({ droppedLoadCounts: 'yes' });
  await driver.delete(session, nobody);
  expect(errorOf(await driver.upsert(session, upsertOf('a'))).slice(0, 2)).toEqual([400, 'E0000001']);
});

test('droppedLoadCounts=no does not count a load of which nothing was staged, and still notes what was dropped', async () => {
  server.setLimits({ sessionMaxBulkRequests: 1 });
  await open({ droppedLoadCounts: 'no' });
  for (let count = 0; count < 3; count++) expect((await driver.delete(session, nobody)).status).toBe(202);
  expect((await driver.upsert(session, upsertOf('a'))).status).toBe(202);
  expect((await driver.upsert(session, upsertOf('a'))).status).toBe(400);
  expect((await storedLoads(server, session)).map((stored) => [stored.number, stored.items, stored.dropped])).toEqual([
    [1, 0, ['nobody']],
    [2, 0, ['nobody']],
    [3, 0, ['nobody']],
    [4, 1, []],
  ]);
  expect(await sessionCounts(server, session)).toEqual({ status: 'IN_PROGRESS', bulk_requests: 1, staged: 1 });
});

describe('bulkRequestCount', () => {
  const groups = profiles({ externalId: 'g', profile: group });

  test('bulkRequestCount=session counts loads of all kinds together', async () => {
    server.setLimits({ sessionMaxBulkRequests: 1 });
    await open({ bulkRequestCount: 'session' });
    expect((await load('bulk-upsert', upsertOf('a'))).status).toBe(202);
    expect((await load('bulk-groups-upsert', groups)).status).toBe(400);
  });

  test('bulkRequestCount=kind counts loads of each kind by themselves', async () => {
    server.setLimits({ sessionMaxBulkRequests: 1 });
    await open({ bulkRequestCount: 'kind' });
    const kinds: readonly (readonly [string, unknown])[] = [
      ['bulk-upsert', upsertOf('a')],
      ['bulk-groups-upsert', groups],
      ['bulk-delete', nobody],
    ];
    for (const [kind, body] of kinds) expect((await load(kind, body)).status).toBe(202);
    for (const [kind, body] of kinds) {
      expect(errorOf(await load(kind, body))).toEqual(
        invalid('importSessionId', 'The maximum number of bulk requests (1) for this session has been reached.'),
      );
    }
  });

  test('bulkRequestCount=kind goes together with droppedLoadCounts=no', async () => {
    server.setLimits({ sessionMaxBulkRequests: 1 });
    await open({ bulkRequestCount: 'kind', droppedLoadCounts: 'no' });
    await server.addSourceUser(driver.sourceId, 'known');
    const known = profiles({ externalId: 'known' });
    const statuses = [];
    for (const body of [nobody, nobody, known, known]) statuses.push((await load('bulk-delete', body)).status);
    expect(statuses).toEqual([202, 202, 202, 400]);
  });
});

describe('entityType', () => {
  const wrong = { ...upsertOf('a'), entityType: 'GROUPS' };
  const notValid = invalid('entityType', 'entityType: The field entityType is not valid.');

  test('invalidEntityType=E0000003 calls a wrong entityType malformed', async () => {
    await open({ invalidEntityType: 'E0000003' });
    expect(errorOf(await load('bulk-upsert', wrong))).toEqual(malformed);
    expect(errorOf(await load('bulk-delete', { ...nobody, entityType: 'GROUPS' }))).toEqual(malformed);
  });

  test('invalidEntityType=E0000001 names the field', async () => {
    await open({ invalidEntityType: 'E0000001' });
    expect(errorOf(await load('bulk-upsert', wrong))).toEqual(notValid);
    expect(errorOf(await load('bulk-delete', { ...nobody, entityType: null }))).toEqual(notValid);
  });

  test('missingEntityType=users takes a load without it for people', async () => {
    await open({ missingEntityType: 'users' });
    expect((await load('bulk-upsert', profiles({ externalId: 'a', profile: { userName: 'a' } }))).status).toBe(202);
  });

  test.each([
    ['E0000003', malformed],
    ['E0000001', notValid],
  ] as const)('missingEntityType=reject answers as invalidEntityType=%s does', async (invalidEntityType, refusal) => {
    await open({ missingEntityType: 'reject', invalidEntityType });
    expect(errorOf(await load('bulk-upsert', profiles({ externalId: 'a', profile: {} })))).toEqual(refusal);
    expect(errorOf(await load('bulk-delete', nobody))).toEqual(refusal);
    expect((await load('bulk-upsert', upsertOf('a'))).status).toBe(202);
  });

  test('missingEntityType=reject asks only people for it', async () => {
    await open({ missingEntityType: 'reject' });
    expect((await load('bulk-groups-upsert', profiles({ externalId: 'g', profile: group }))).status).toBe(202);
  });
});

describe('kilobyte', () => {
  async function send(bytes: number): Promise<readonly unknown[]> {
    const body = JSON.stringify(upsertOf('a'));
    const raw = body + ' '.repeat(bytes - body.length);
    const path = `${driver.path}/${session}/bulk-upsert`;
    const answer = await server.call('POST', path, { raw, headers: { 'content-type': 'application/json' } });
    return answer.status === 202 ? [202] : errorOf(answer);
  }
  const tooLarge = invalid('payload', 'The payload size must not exceed 200 KB.');

  test('kilobyte=1024 takes 204,800 bytes', async () => {
    await open({ kilobyte: '1024' });
    expect([await send(204_800), await send(204_801)]).toEqual([[202], tooLarge]);
  });

  test('kilobyte=1000 takes 200,000 bytes', async () => {
    await open({ kilobyte: '1000' });
    expect([await send(200_000), await send(200_001)]).toEqual([[202], tooLarge]);
  });
});

describe('membershipGroupField', () => {
  const byOther = { memberships: [{ externalId: 'g', memberExternalIds: ['a'] }] };
  const byName = { memberships: [{ groupExternalId: 'g', externalId: 'x', memberExternalIds: ['a'] }] };

  test('membershipGroupField=groupExternalId knows no other name', async () => {
    await open({ membershipGroupField: 'groupExternalId' });
    expect(errorOf(await load('bulk-group-memberships-upsert', byOther))).toEqual(
      invalid('memberships', 'memberships[0].groupExternalId: The field cannot be left blank'),
    );
  });

  test('membershipGroupField=either takes externalId, too, and groupExternalId first', async () => {
    await open({ membershipGroupField: 'either' });
    await load('bulk-group-memberships-upsert', byOther);
    await load('bulk-group-memberships-upsert', byName);
    expect(await lines()).toEqual([
      ['g', 'a'],
      ['g', 'a'],
    ]);
    expect(
      errorOf(await load('bulk-group-memberships-upsert', { memberships: [{ memberExternalIds: ['a'] }] })),
    ).toEqual(invalid('memberships', 'memberships[0].groupExternalId: The field cannot be left blank'));
  });
});

const OF_GROUPS: readonly (readonly [string, unknown])[] = [
  ['bulk-groups-upsert', profiles({ externalId: 'g', profile: group })],
  ['bulk-groups-delete', { externalIds: ['g'] }],
  ['bulk-group-memberships-upsert', { memberships: [{ groupExternalId: 'g', memberExternalIds: ['a'] }] }],
  ['bulk-group-memberships-delete', { memberships: [{ groupExternalId: 'g', memberExternalIds: ['a'] }] }],
];

test.each(OF_GROUPS)('groupLoads=supported takes %s', async (kind, body) => {
  await open({ groupLoads: 'supported' });
  expect((await load(kind, body)).status).toBe(202);
});

test.each(OF_GROUPS)('groupLoads=unsupported refuses %s as a feature that is off', async (kind, body) => {
  await open({ groupLoads: 'unsupported' });
  expect(errorOf(await load(kind, body))).toEqual([
    401,
    'E0000015',
    'You do not have permission to access the feature you are requesting',
  ]);
});

test('groupLoads=unsupported still takes people and devices', async () => {
  await open({ groupLoads: 'unsupported' });
  expect((await load('bulk-upsert', upsertOf('a'))).status).toBe(202);
  expect((await load('bulk-devices-upsert', profiles({ externalId: 'd', profile: device }))).status).toBe(202);
});

describe('unknownAttributes', () => {
  test('unknownAttributes=drop stages what people have for the import, and leaves out what groups do not have', async () => {
    await open({ unknownAttributes: 'drop' });
    await load('bulk-upsert', upsertOf('a', { userName: 'a', shoeSize: '43' }));
    await load('bulk-groups-upsert', profiles({ externalId: 'g', profile: { ...group, colour: 'red' } }));
    expect(await lines()).toEqual([
      { externalId: 'a', profile: { userName: 'a', shoeSize: '43' } },
      { externalId: 'g', profile: group },
    ]);
  });

  test('unknownAttributes=reject refuses attributes that the source does not have, by name', async () => {
    await open({ unknownAttributes: 'reject' });
    expect(errorOf(await load('bulk-upsert', upsertOf('a', { userName: 'a', shoeSize: '43' })))).toEqual(
      invalid('profiles', 'profiles[0].profile.shoeSize: The schema has no such attribute'),
    );
    expect(
      errorOf(await load('bulk-groups-upsert', profiles({ externalId: 'g', profile: { ...group, colour: 'red' } }))),
    ).toEqual(invalid('profiles', 'profiles[0].profile.colour: The schema has no such attribute'));
  });

  test('unknownAttributes=reject takes base attributes, and those that were added to the source', async () => {
    await open({ unknownAttributes: 'reject' });
    await server.org.transaction((tx) =>
      addAttribute(tx, { at: server.clock.now(), actor: SYSTEM }, driver.sourceId, {
        name: 'shoeSize',
        title: 'Shoe size',
        type: 'string',
      }),
    );
    const profile = { userName: 'a', email: 'a@example.com', shoeSize: '43' };
    expect((await load('bulk-upsert', upsertOf('a', profile))).status).toBe(202);
  });
});

describe('nonStringValues', () => {
  const person = upsertOf('a', { userName: 'a', active: true, age: 7 });
  const groups = profiles({ externalId: 'g', profile: { displayName: 42, description: false } });
  const devices = profiles({ externalId: 'd', profile: { ...device, serialNumber: 12.5 } });

  test('nonStringValues=convert stages the JSON text of numbers and booleans', async () => {
    await open({ nonStringValues: 'convert' });
    await load('bulk-upsert', person);
    await load('bulk-groups-upsert', groups);
    await load('bulk-devices-upsert', devices);
    expect(await lines()).toEqual([
      { externalId: 'a', profile: { userName: 'a', active: 'true', age: '7' } },
      { externalId: 'g', profile: { displayName: '42', description: 'false' } },
      { externalId: 'd', profile: { ...device, serialNumber: '12.5' } },
    ]);
  });

  test('nonStringValues=reject refuses them', async () => {
    await open({ nonStringValues: 'reject' });
    expect(errorOf(await load('bulk-upsert', person))).toEqual(
      invalid(
        'profiles',
        'profiles[0].profile.active: The field must be a string',
        'profiles[0].profile.age: The field must be a string',
      ),
    );
    expect(errorOf(await load('bulk-groups-upsert', groups))).toHaveLength(5);
    expect(errorOf(await load('bulk-devices-upsert', devices))).toHaveLength(4);
    expect((await load('bulk-upsert', upsertOf('a', { userName: 'a', email: null }))).status).toBe(202);
  });
});

describe('emptyStrings', () => {
  const person = upsertOf('a', { userName: 'a', mobilePhone: '' });
  const groups = profiles({ externalId: 'g', profile: { ...group, description: '' } });

  test('emptyStrings=value stages empty texts as they are', async () => {
    await open({ emptyStrings: 'value' });
    await load('bulk-upsert', person);
    await load('bulk-groups-upsert', groups);
    expect(await lines()).toEqual([
      { externalId: 'a', profile: { userName: 'a', mobilePhone: '' } },
      { externalId: 'g', profile: { ...group, description: '' } },
    ]);
  });

  test('emptyStrings=null stages null for them', async () => {
    await open({ emptyStrings: 'null' });
    await load('bulk-upsert', person);
    await load('bulk-groups-upsert', groups);
    expect(await lines()).toEqual([
      { externalId: 'a', profile: { userName: 'a', mobilePhone: null } },
      { externalId: 'g', profile: { ...group, description: null } },
    ]);
  });
});

describe('external ids', () => {
  /** One id through every kind of load; gives what names each staged item. */
  async function everywhere(id: string): Promise<readonly unknown[]> {
    await load('bulk-upsert', upsertOf(id, { userName: 'x' }));
    await load('bulk-delete', profiles({ externalId: id }));
    await load('bulk-groups-upsert', profiles({ externalId: id, profile: group }));
    await load('bulk-groups-delete', { externalIds: [id] });
    await load('bulk-group-memberships-upsert', { memberships: [{ groupExternalId: id, memberExternalIds: [id] }] });
    await load('bulk-devices-upsert', profiles({ externalId: id, profile: device }));
    return (await lines()).map((line) => (Array.isArray(line) ? line : (line as { externalId: string }).externalId));
  }

  test.each([
    ['externalIdCase=distinct', { externalIdCase: 'distinct' }, 'E-Ä', 'E-Ä'],
    ['externalIdCase=same', { externalIdCase: 'same' }, 'E-Ä', 'e-ä'],
    ['externalIdBlanks=kept', { externalIdBlanks: 'kept' }, ' E ', ' E '],
    ['externalIdBlanks=trimmed', { externalIdBlanks: 'trimmed' }, ' E ', 'E'],
  ] as const)('%s stages every id so', async (_name, choices, sent, kept) => {
    await open({ ...choices, unknownDeletes: 'stage' });
    expect(await everywhere(sent)).toEqual([kept, kept, kept, kept, [kept, kept], kept]);
  });

  test('externalIdCase=same finds a known person to delete in whatever case', async () => {
    await open({ externalIdCase: 'same' });
    await server.addSourceUser(driver.sourceId, 'e-1');
    await driver.delete(session, profiles({ externalId: 'E-1' }));
    expect(await lines()).toEqual([{ externalId: 'e-1' }]);
  });
});
