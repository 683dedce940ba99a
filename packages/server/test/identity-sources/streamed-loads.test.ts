import { gzipSync } from 'node:zlib';
import { LIMITS_PROFILES } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../http/test-server.ts';

let server: TestServer;
let sessions: string;
let session: string;

beforeAll(async () => {
  server = await startTestServer();
  sessions = `/api/v1/identity-sources/${(await server.createSource()).id}/sessions`;
});

beforeEach(async () => {
  server.choose({});
  server.setLimits(LIMITS_PROFILES.open);
  if (session !== undefined) await server.call('DELETE', session);
  const { json } = await server.call('POST', sessions);
  session = `${sessions}/${(json as { readonly id: string }).id}`;
});

afterAll(() => server.close());

const JSON_TYPE = { 'content-type': 'application/json' };

/** A body over 1 MiB: so large that it is not held whole. */
function people(count: number, first = 0): string {
  const profiles = Array.from({ length: count }, (_, index) => ({
    externalId: `p-${first + index}`,
    profile: { userName: `p-${first + index}@corp.example`, note: 'x'.repeat(300) },
  }));
  return JSON.stringify({ profiles, entityType: 'USERS' });
}

interface Stored {
  readonly number: number;
  readonly request: number;
  readonly items: number;
  readonly dropped: readonly string[];
}

function stored(): Promise<readonly Stored[]> {
  const id = session.slice(session.lastIndexOf('/') + 1);
  return server.org.read((tx) =>
    tx.query<Stored>(
      sql`SELECT number, request, items, dropped FROM bulk_loads WHERE session_id = ${id} ORDER BY number`,
    ),
  );
}

describe('a load over 1 MiB', () => {
  test('is stored in parts of one request, in upload order', async () => {
    const { status } = await server.call('POST', `${session}/bulk-upsert`, { raw: people(4_001), headers: JSON_TYPE });
    expect([status, await stored()]).toEqual([
      202,
      [
        { number: 1, request: 1, items: 2_000, dropped: [] },
        { number: 2, request: 1, items: 2_000, dropped: [] },
        { number: 3, request: 1, items: 1, dropped: [] },
      ],
    ]);
    const small = await server.call('POST', `${session}/bulk-upsert`, { raw: people(1), headers: JSON_TYPE });
    expect([small.status, (await stored()).at(-1)]).toEqual([202, { number: 4, request: 2, items: 1, dropped: [] }]);
  });

  test('is all or nothing: an item at fault is named by its place in the whole list', async () => {
    const body = people(4_001).replace('"p-3500"', '""');
    const { status, json } = await server.call('POST', `${session}/bulk-upsert`, { raw: body, headers: JSON_TYPE });
    expect([status, (json as { readonly errorCauses: unknown }).errorCauses, await stored()]).toEqual([
      400,
      [{ errorSummary: 'profiles[3500].externalId: The field cannot be left blank' }],
      [],
    ]);
  });

  test('counts all its items', async () => {
    server.setLimits({ ...LIMITS_PROFILES.open, bulkMaxItems: 4_000 });
    const { status, json } = await server.call('POST', `${session}/bulk-upsert`, {
      raw: people(4_001),
      headers: JSON_TYPE,
    });
    expect([status, (json as { readonly errorCauses: unknown }).errorCauses]).toEqual([
      400,
      [{ errorSummary: 'profiles: The size of the array must be between 1 and 4000' }],
    ]);
  });

  test('is refused for a member that comes after its list', async () => {
    const body = people(4_001).replace('"entityType":"USERS"', '"entityType":"ROBOTS"');
    const { json } = await server.call('POST', `${session}/bulk-upsert`, { raw: body, headers: JSON_TYPE });
    expect([(json as { readonly errorCode: string }).errorCode, await stored()]).toEqual(['E0000003', []]);
  });

  test('that is no JSON at its end is refused', async () => {
    const { json } = await server.call('POST', `${session}/bulk-upsert`, {
      raw: people(4_001).slice(0, -1),
      headers: JSON_TYPE,
    });
    expect([(json as { readonly errorCode: string }).errorCode, await stored()]).toEqual(['E0000003', []]);
  });

  test('is refused beyond the limit of bytes, and the connection goes on', async () => {
    server.setLimits({ ...LIMITS_PROFILES.open, bulkMaxBytes: 1_200_000 });
    const { json } = await server.call('POST', `${session}/bulk-upsert`, { raw: people(4_001), headers: JSON_TYPE });
    expect((json as { readonly errorCauses: unknown }).errorCauses).toEqual([
      { errorSummary: 'The payload size must not exceed 1200000 bytes.' },
    ]);
    expect((await server.call('GET', session)).status).toBe(200);
  });

  test('may be gzip where the org says so; a bomb is refused at the limit', async () => {
    server.choose({ compressedRequests: 'accept' });
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    const good = await server.call('POST', `${session}/bulk-upsert`, { raw: gzipSync(people(4_001)), headers });
    const bomb = await server.call('POST', `${session}/bulk-upsert`, {
      raw: gzipSync(Buffer.concat([Buffer.from('{"profiles":['), Buffer.alloc(80 * 1024 * 1024, ' ')])),
      headers,
    });
    const broken = await server.call('POST', `${session}/bulk-upsert`, {
      raw: gzipSync(people(4_001)).subarray(0, 9_000),
      headers,
    });
    expect([good.status, bomb.json, broken.json]).toEqual([
      202,
      expect.objectContaining({ errorCauses: [{ errorSummary: 'The payload size must not exceed 64 MB.' }] }),
      expect.objectContaining({ errorCode: 'E0000003' }),
    ]);
  });

  test('of deletes keeps what the source knows, and notes the rest', async () => {
    const source = sessions.split('/')[4] ?? '';
    await server.addSourceUser(source, 'p-7');
    await server.addSourceUser(source, 'p-30000');
    const body = JSON.stringify({
      profiles: Array.from({ length: 60_000 }, (_, index) => ({ externalId: `p-${index}` })),
    });
    const { status } = await server.call('POST', `${session}/bulk-delete`, { raw: body, headers: JSON_TYPE });
    const loads = await stored();
    expect([
      status,
      loads.length,
      loads.filter(({ items }) => items > 0).map(({ number, items }) => [number, items]),
    ]).toEqual([
      202,
      30,
      [
        [1, 1],
        [16, 1],
      ],
    ]);
    expect(loads.reduce((sum, { dropped }) => sum + dropped.length, 0)).toBe(59_998);
  });

  test('is cut into parts by its bytes, too: an entry may name a quarter of a million members', async () => {
    const { status } = await server.call('POST', `${session}/bulk-group-memberships-upsert`, {
      raw: memberships(Array.from({ length: 6 }, () => 50_000)),
      headers: JSON_TYPE,
    });
    expect([status, (await stored()).map(({ items }) => items)]).toEqual([202, [100_000, 100_000, 100_000]]);
  });

  test('of deletes is refused when most of it is not known: what is dropped has to be kept', async () => {
    const { status, json } = await server.call('POST', `${session}/bulk-group-memberships-delete`, {
      raw: memberships(Array.from({ length: 3 }, () => 60_000)),
      headers: JSON_TYPE,
    });
    expect([status, (json as { readonly errorCauses: unknown }).errorCauses, await stored()]).toEqual([
      400,
      [
        {
          errorSummary:
            'memberships: Too much of this is not known to the identity source; send it in smaller requests',
        },
      ],
      [],
    ]);
  });
});

/** Entries with so many members each, of a group with a long id: what is staged is much longer than the text. */
function memberships(members: readonly number[]): string {
  const entries = members.map((count) => ({
    groupExternalId: 'g'.repeat(250),
    memberExternalIds: Array.from({ length: count }, (_, index) => `p-${index}`),
  }));
  return JSON.stringify({ memberships: entries });
}
