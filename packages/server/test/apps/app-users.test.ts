import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appsRoom } from '../../src/apps/routes.ts';
import type { IdentitySource } from '../../src/identity-sources/identity-source.ts';
import { failure, invalid, type Json, missing, nextOf } from '../http/answers.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { addPerson, addUser } from './support.ts';

const NOW = '2026-03-01T10:00:00.500Z';
const GONE = '0oaGONE0000000000001';
const NOBODY = '00uNOBODY00000000001';

let server: TestServer;
let source: IdentitySource;
let path: string;
let origin: string;

beforeAll(async () => {
  server = await startTestServer({ rooms: [appsRoom] });
  origin = `http://127.0.0.1:${server.port}`;
});

afterAll(() => server.close());

beforeEach(async () => {
  await server.org.transaction(async (tx) => {
    await tx.execute(sql`DELETE FROM source_users`);
    await tx.execute(sql`DELETE FROM identity_sources`);
    await tx.execute(sql`DELETE FROM users WHERE id <> ${server.adminId}`);
  });
  source = await server.createSource();
  path = `/api/v1/apps/${source.id}`;
  await server.org.transaction((tx) => tx.execute(sql`DELETE FROM events`));
});

/** The app user of a linked person, in the recorded form. */
function appUser(userId: string, externalId: string, more: Json = {}): Json {
  return {
    id: userId,
    externalId,
    created: NOW,
    lastUpdated: NOW,
    scope: 'USER',
    status: 'ACTIVE',
    statusChanged: null,
    passwordChanged: null,
    syncState: 'SYNCHRONIZED',
    lastSync: NOW,
    credentials: { userName: null },
    profile: {},
    _links: { app: { href: `${origin}${path}` }, user: { href: `${origin}/api/v1/users/${userId}` } },
    ...more,
  };
}

function ids(json: unknown): readonly string[] {
  return (json as readonly { readonly externalId: string }[]).map(({ externalId }) => externalId);
}

describe('the people of an identity source', () => {
  test('are shown under the ids of their users, with what the source knows of them', async () => {
    const userId = await addUser(server, 'isaac');
    await addPerson(server, source.id, {
      externalId: 'e1',
      userId,
      profile: { lastName: 'Brock', userName: 'isaac@example.com', removed: 'x', homeAddress: null },
    });
    const answer = await server.call('GET', `${path}/users/${userId}`);
    expect([answer.status, answer.json]).toEqual([
      200,
      appUser(userId, 'e1', {
        credentials: { userName: 'isaac@example.com' },
        profile: { userName: 'isaac@example.com', lastName: 'Brock' },
      }),
    ]);
  });

  test('who are linked to nobody are shown under their own ids', async () => {
    const id = await addPerson(server, source.id, { externalId: 'e1', status: 'MATCHED' });
    const answer = await server.call('GET', `${path}/users/${id}`);
    expect(answer.json).toEqual(
      appUser(id, 'e1', { status: 'MATCHED', syncState: 'DISABLED', _links: { app: { href: `${origin}${path}` } } }),
    );
  });

  test('are not synchronized when the source does not source profiles', async () => {
    const other = await server.createSource('Other', { profileSourcing: false });
    const userId = await addUser(server, 'isaac');
    await addPerson(server, other.id, { externalId: 'e1', userId });
    const answer = await server.call('GET', `/api/v1/apps/${other.id}/users/${userId}`);
    expect((answer.json as Json).syncState).toBe('DISABLED');
  });

  test('are listed without those whom the source deleted, who are found by the id of their user', async () => {
    const userId = await addUser(server, 'isaac');
    const goneId = await addUser(server, 'eric');
    await addPerson(server, source.id, { externalId: 'active', userId });
    await addPerson(server, source.id, { externalId: 'imported', status: 'IMPORTED' });
    await addPerson(server, source.id, { externalId: 'matched', status: 'MATCHED' });
    await addPerson(server, source.id, { externalId: 'unassigned', status: 'UNASSIGNED' });
    await addPerson(server, source.id, { externalId: 'deleted', status: 'DEPROVISIONED', userId: goneId });
    const list = await server.call('GET', `${path}/users`);
    const one = await server.call('GET', `${path}/users/${goneId}`);
    expect([list.status, ids(list.json), one.json]).toEqual([
      200,
      ['active', 'imported', 'matched', 'unassigned'],
      appUser(goneId, 'deleted', { status: 'DEPROVISIONED', syncState: 'DISABLED' }),
    ]);
  });

  test('who were linked by several records are shown by the one that is live', async () => {
    const userId = await addUser(server, 'isaac');
    await addPerson(server, source.id, { externalId: 'new', userId });
    await addPerson(server, source.id, { externalId: 'old', userId, status: 'DEPROVISIONED' });
    const answer = await server.call('GET', `${path}/users/${userId}`);
    expect(answer.json).toEqual(appUser(userId, 'new'));
  });

  test('come in pages that lead to each other: 50 usually, 500 at most', async () => {
    for (let number = 100; number < 152; number++) {
      await addPerson(server, source.id, { externalId: `e${number}`, status: 'IMPORTED' });
    }
    const first = await server.call('GET', `${path}/users`);
    const second = await server.call('GET', nextOf(first) ?? '');
    const most = await server.call('GET', `${path}/users?limit=900`);
    expect([ids(first.json).length, ids(second.json), nextOf(second), ids(most.json).length]).toEqual([
      50,
      ['e150', 'e151'],
      undefined,
      52,
    ]);
  });

  test('are searched by the beginning of names and addresses', async () => {
    await addPerson(server, source.id, { externalId: 'e1', profile: { userName: 'IB', lastName: 'Brock' } });
    await addPerson(server, source.id, { externalId: 'e2', profile: { email: 'brown@example.com' } });
    await addPerson(server, source.id, { externalId: 'e3', profile: { firstName: 'Ibrahim', lastName: 'Smith' } });
    const [ib, bro, nobody] = await Promise.all(
      ['ib', 'BRO', 'mith'].map((q) => server.call('GET', `${path}/users?q=${q}`)),
    );
    expect([ids(ib?.json), ids(bro?.json), nobody?.json]).toEqual([['e1', 'e3'], ['e1', 'e2'], []]);
  });

  test('are shown with their users, when asked for', async () => {
    const userId = await addUser(server, 'isaac');
    await addPerson(server, source.id, { externalId: 'e1', userId });
    await addPerson(server, source.id, { externalId: 'e2', status: 'IMPORTED' });
    const list = await server.call('GET', `${path}/users?expand=user`);
    const one = await server.call('GET', `${path}/users/${userId}?expand=user`);
    const [first, second] = list.json as readonly (Json & { readonly _embedded?: { readonly user: Json } })[];
    expect([first?._embedded?.user, second?._embedded, one.json]).toEqual([
      expect.objectContaining({
        id: userId,
        status: 'STAGED',
        profile: expect.objectContaining({ lastName: 'isaac' }),
      }),
      undefined,
      first,
    ]);
  });

  test.each([
    ['after=%%%', 400, failure('E0000029', 'Invalid paging request.', 'Invalid cursor.')],
    ['expand=group', 400, invalid('expand', 'expand: "group" cannot be embedded; "user" can')],
    ['limit=0', 400, expect.objectContaining({ errorCode: 'E0000001' })],
  ])('are refused for %s', async (query, status, error) => {
    const answer = await server.call('GET', `${path}/users?${query.replaceAll('%', '%25')}`);
    expect([answer.status, answer.json]).toEqual([status, error]);
  });

  test('are not there for an unknown app or person', async () => {
    const answers = await Promise.all([
      server.call('GET', `/api/v1/apps/${GONE}/users`),
      server.call('GET', `/api/v1/apps/${GONE}/users/${NOBODY}`),
      server.call('GET', `${path}/users/${NOBODY}`),
    ]);
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [404, missing(GONE, 'AppInstance')],
      [404, missing(GONE, 'AppInstance')],
      [404, missing(NOBODY, 'AppUser')],
    ]);
  });

  test('are neither assigned nor changed by hand', async () => {
    const userId = await addUser(server, 'isaac');
    await addPerson(server, source.id, { externalId: 'e1', userId });
    const answers = await Promise.all([
      server.call('POST', `${path}/users`, { json: { id: userId, scope: 'USER' } }),
      server.call('POST', `${path}/users/${userId}`, { json: { profile: { lastName: 'B' } } }),
      server.call('POST', `/api/v1/apps/${GONE}/users`, { json: { id: userId } }),
    ]);
    const error = failure('E0000076', 'Cannot modify the app user because it is mastered by an external app.');
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [405, error],
      [405, error],
      [404, missing(GONE, 'AppInstance')],
    ]);
  });
});

describe('breaking the link of a person', () => {
  interface SourceUser {
    readonly status: string;
    readonly user_id: string | null;
    readonly fingerprint: number | null;
    readonly version: number;
  }

  async function sourceUser(id: string): Promise<SourceUser | undefined> {
    const [row] = await server.org.read((tx) =>
      tx.query<SourceUser>(sql`SELECT status, user_id, fingerprint, version FROM source_users WHERE id = ${id}`),
    );
    return row;
  }

  test('leaves the user, unassigns the person, lets other sources decide anew, and is an event', async () => {
    const other = await server.createSource('Other');
    await server.org.transaction((tx) => tx.execute(sql`DELETE FROM events`));
    const userId = await addUser(server, 'isaac');
    const id = await addPerson(server, source.id, { externalId: 'e1', userId, fingerprint: 7 });
    const otherId = await addPerson(server, other.id, { externalId: 'o1', userId, fingerprint: 8 });
    const answer = await server.call('DELETE', `${path}/users/${userId}?sendEmail=false`);
    const [user] = await server.org.read((tx) => tx.query(sql`SELECT status, version FROM users WHERE id = ${userId}`));
    expect([answer.status, answer.text, await sourceUser(id), await sourceUser(otherId), user]).toEqual([
      204,
      '',
      { status: 'UNASSIGNED', user_id: null, fingerprint: null, version: 2 },
      { status: 'ACTIVE', user_id: userId, fingerprint: null, version: 1 },
      { status: 'STAGED', version: 2 },
    ]);
    expect(await server.events()).toEqual([
      {
        type: 'application.user_membership.remove',
        outcome: 'SUCCESS',
        reason: null,
        actor: expect.objectContaining({ id: server.adminId }),
        targets: [
          { id, type: 'AppUser', alternateId: 'e1', displayName: 'Test isaac' },
          { id: userId, type: 'User', alternateId: 'isaac@example.com', displayName: 'Test isaac' },
          { id: source.id, type: 'AppInstance', alternateId: 'Workday', displayName: 'Workday' },
        ],
        debug: {},
      },
    ]);
  });

  test('is 404 where there is none: unknown people, people who wait, people who were deleted', async () => {
    const goneId = await addUser(server, 'eric');
    const waiting = await addPerson(server, source.id, { externalId: 'e1', status: 'IMPORTED' });
    await addPerson(server, source.id, { externalId: 'e2', status: 'DEPROVISIONED', userId: goneId });
    const answers = await Promise.all(
      [NOBODY, waiting, goneId].map((reference) => server.call('DELETE', `${path}/users/${reference}`)),
    );
    expect(answers.map(({ status, json }) => [status, json])).toEqual(
      [NOBODY, waiting, goneId].map((reference) => [404, missing(reference, 'AppUser')]),
    );
  });
});

describe('unconfirmed people', () => {
  test('are those who wait for a decision, in pages', async () => {
    const userId = await addUser(server, 'isaac');
    await addPerson(server, source.id, { externalId: 'active', userId });
    await addPerson(server, source.id, { externalId: 'e1', status: 'IMPORTED', profile: { userName: 'one' } });
    await addPerson(server, source.id, { externalId: 'e2', status: 'MATCHED' });
    await addPerson(server, source.id, { externalId: 'ignored', status: 'UNASSIGNED' });
    const first = await server.call('GET', `${path}/unconfirmed-users?limit=1`);
    const second = await server.call('GET', nextOf(first) ?? '');
    expect([first.status, first.json, second.json, nextOf(second)]).toEqual([
      200,
      { users: [{ externalId: 'e1', credentials: { username: 'one' }, profile: { userName: 'one' } }] },
      { users: [{ externalId: 'e2', credentials: { username: null }, profile: {} }] },
      undefined,
    ]);
  });

  test('are not there for an unknown app', async () => {
    const answer = await server.call('GET', `/api/v1/apps/${GONE}/unconfirmed-users`);
    expect([answer.status, answer.json]).toEqual([404, missing(GONE, 'AppInstance')]);
  });
});

test('no groups are assigned to an identity source', async () => {
  const known = await server.call('GET', `${path}/groups?limit=20`);
  const unknown = await server.call('GET', `/api/v1/apps/${GONE}/groups`);
  expect([known.status, known.json, unknown.status, unknown.json]).toEqual([
    200,
    [],
    404,
    missing(GONE, 'AppInstance'),
  ]);
});
