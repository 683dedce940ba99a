import { NO_COUNTS, NO_OBJECT_COUNTS } from '@headwater/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextOf } from '../http/answers.ts';
import type { TestServer } from '../http/test-server.ts';
import { AUTOMATIC, importLoads, person, startEntitiesServer } from '../identity-sources/entities/entities-server.ts';

const IMPORTS = '/api/v1/headwater/imports';

let server: TestServer;
let importId: string;

beforeAll(async () => {
  server = await startEntitiesServer();
  const { id } = await server.createSource('HR', AUTOMATIC);
  await importLoads(server, id, [
    ['bulk-upsert', { profiles: [{ externalId: '1', profile: person('ann') }] }],
    ['bulk-groups-upsert', { profiles: [{ externalId: 'g', profile: { displayName: 'G' } }] }],
    [
      'bulk-group-memberships-upsert',
      {
        memberships: [
          { groupExternalId: 'g', memberExternalIds: ['1', 'nobody'] },
          { groupExternalId: 'nowhere', memberExternalIds: ['1'] },
        ],
      },
    ],
    [
      'bulk-devices-upsert',
      { profiles: [{ externalId: 'd', profile: { serialNumber: 'S', platform: 'MACOS', displayName: 'Laptop' } }] },
    ],
  ]);
  const [found] = (await server.call('GET', IMPORTS)).json as readonly { readonly id: string }[];
  importId = found?.id ?? '';
});
afterAll(() => server.close());

/** Receipts of the import under a query. */
async function records(query: string): Promise<unknown> {
  return (await server.call('GET', `${IMPORTS}/${importId}/records?${query}`)).json;
}

const plain = { action: 'upsert', outcome: 'added', reason: null, notes: [] };

const ADDED_MEMBERSHIP = {
  ...plain,
  number: 1,
  groupExternalId: 'g',
  memberExternalId: '1',
  groupId: expect.stringMatching(/^00g/),
  sourceUserId: expect.stringMatching(/^0ua/),
  userId: expect.stringMatching(/^00u/),
};

const DROPPED_MEMBERSHIP = {
  ...ADDED_MEMBERSHIP,
  number: 2,
  memberExternalId: 'nobody',
  outcome: 'dropped',
  reason: {
    code: 'unknownMember',
    level: 'warning',
    message: 'The source has never sent a person nobody; the membership was not kept.',
    remedy: 'Send the person, then the membership again.',
    data: { member: 'nobody' },
  },
  sourceUserId: null,
  userId: null,
};

describe('the import of a session of every class', () => {
  it('has counters of each class', async () => {
    const { json } = await server.call('GET', `${IMPORTS}/${importId}`);
    expect(json).toMatchObject({
      counters: {
        users: { ...NO_COUNTS, scanned: 1, added: 1 },
        groups: { ...NO_OBJECT_COUNTS, scanned: 1, added: 1 },
        memberships: { ...NO_OBJECT_COUNTS, scanned: 2, added: 1, errors: 1, dropped: 1, warnings: 1 },
        devices: { ...NO_OBJECT_COUNTS, scanned: 1, added: 1 },
      },
      progress: { total: 6, planned: 6, applied: 6 },
    });
  });

  it('lists receipts of people where no class is named', async () => {
    expect(await records('')).toMatchObject([{ number: 1, externalId: '1', outcome: 'added', link: 'created' }]);
    expect(await records('class=users')).toEqual(await records(''));
  });

  it('lists receipts of groups', async () => {
    expect(await records('class=groups')).toEqual([
      {
        ...plain,
        number: 1,
        externalId: 'g',
        groupId: expect.stringMatching(/^00g/),
        changes: { displayName: [null, 'G'] },
      },
    ]);
  });

  it('lists the receipt of a deleted group with the values that it had', async () => {
    const [source] = (await server.call('GET', IMPORTS)).json as readonly { readonly identitySourceId: string }[];
    await importLoads(server, source?.identitySourceId ?? '', [['bulk-groups-delete', { externalIds: ['g'] }]]);
    const [last] = (await server.call('GET', IMPORTS)).json as readonly { readonly id: string }[];
    const { json } = await server.call('GET', `${IMPORTS}/${last?.id}/records?class=groups`);
    expect(json).toMatchObject([{ externalId: 'g', outcome: 'removed' }]);
    expect((json as readonly { readonly changes: object }[])[0]?.changes).toEqual({ displayName: ['G', null] });
  });

  it('lists receipts of devices', async () => {
    expect(await records('class=devices')).toEqual([
      {
        ...plain,
        number: 1,
        externalId: 'd',
        deviceId: expect.stringMatching(/^guo/),
        changes: { serialNumber: [null, 'S'], platform: [null, 'MACOS'], displayName: [null, 'Laptop'] },
      },
    ]);
  });

  it('lists receipts of memberships', async () => {
    expect(await records('class=memberships')).toEqual([
      ADDED_MEMBERSHIP,
      DROPPED_MEMBERSHIP,
      expect.objectContaining({ number: 3, groupExternalId: 'nowhere', outcome: 'error', groupId: null }),
    ]);
  });

  it.each([
    ['outcome=added', [1]],
    ['outcome=error,dropped', [2, 3]],
    ['reason=unknownGroup', [3]],
    ['externalId=1', [1, 3]],
    ['externalId=g', [1, 2]],
    ['noted=true', [2, 3]],
    ['userId=00uNOBODY', []],
  ])('filters receipts of memberships by %s', async (query, numbers) => {
    const found = (await records(`class=memberships&${query}`)) as readonly { readonly number: number }[];
    expect(found.map(({ number }) => number)).toEqual(numbers);
  });

  it('finds no group and no device by a user', async () => {
    expect([await records('class=groups&userId=00uX'), await records('class=devices&userId=00uX')]).toEqual([[], []]);
  });

  it('gives receipts page by page', async () => {
    const first = await server.call('GET', `${IMPORTS}/${importId}/records?class=memberships&limit=2`);
    expect(first.json).toEqual([ADDED_MEMBERSHIP, DROPPED_MEMBERSHIP]);
    const second = await server.call('GET', nextOf(first) ?? '');
    expect([second.json, nextOf(second)]).toEqual([[expect.objectContaining({ number: 3 })], undefined]);
  });

  it.each([
    ['clamp', 200],
    ['reject', 400],
  ] as const)('takes pages that are too large as excessiveLimit=%s says', async (excessiveLimit, status) => {
    server.choose({ excessiveLimit });
    const imports = await server.call('GET', `${IMPORTS}?limit=201`);
    const receipts = await server.call('GET', `${IMPORTS}/${importId}/records?limit=1001`);
    server.choose({});
    expect([imports.status, receipts.status]).toEqual([status, status]);
  });

  it('knows no other class', async () => {
    const answer = await server.call('GET', `${IMPORTS}/${importId}/records?class=entitlements`);
    expect(answer.status).toBe(400);
  });
});
