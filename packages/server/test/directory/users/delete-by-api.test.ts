import type { LogEvent, User } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAttribute } from '../../../src/directory/profile-schemas/add-attribute.ts';
import { type DirectoryApi, missing, openDirectoryApi, outcome } from '../api.ts';
import { CONTEXT, person } from '../support.ts';

let api: DirectoryApi;
let count = 0;
let name: string;
let user: User;

beforeAll(async () => {
  api = await openDirectoryApi();
  await api.server.org.transaction((tx) =>
    addAttribute(tx, CONTEXT, 'user', { name: 'badge', title: 'Badge', type: 'string', unique: true }),
  );
});

beforeEach(async () => {
  count += 1;
  name = `d${count}`;
  user = await api.addUser(name, { profile: { badge: `B${count}` }, password: 'correct horse' });
  await api.changes();
});

afterAll(() => api.close());

function remove(query = '', headers = {}): Promise<readonly [number, unknown]> {
  return api.call('DELETE', `/api/v1/users/${user.id}${query}`, { headers }).then(outcome);
}

function rows(statement: ReturnType<typeof sql>): Promise<readonly object[]> {
  return api.server.org.read((tx) => tx.query(statement));
}

describe('DELETE /api/v1/users/{id}', () => {
  test('deactivates first, which takes the password, and deletes then', async () => {
    const first = await remove('?sendEmail=true', { prefer: 'respond-async' });
    const [between] = await rows(sql`SELECT status, password_hash FROM users WHERE id = ${user.id}`);
    const second = await remove();
    expect([first, between, second, await remove()]).toEqual([
      [204, undefined],
      { status: 'DEPROVISIONED', password_hash: null },
      [204, undefined],
      missing(user.id, 'User'),
    ]);
    expect(await api.changes()).toEqual([
      expect.objectContaining({ object_id: user.id, type: 'user.lifecycle.deactivate' }),
      {
        object_id: user.id,
        type: 'user.lifecycle.delete.completed',
        actor: expect.objectContaining({ id: api.server.adminId }),
        detail: {
          profile: {
            ...Object.fromEntries(Object.entries(person(name)).map(([key, value]) => [key, [value, null]])),
            badge: [`B${count}`, null],
          },
          status: ['DEPROVISIONED', null],
          client: expect.anything(),
        },
      },
    ]);
  });

  test('frees login and unique values', async () => {
    await remove();
    expect((await api.call('POST', '/api/v1/users', { json: { profile: person(name) } })).status).toBe(400);
    await remove();
    const next = await api.addUser(name, { profile: { badge: `B${count}` } });
    expect([next.profile, next.id === user.id]).toEqual([user.profile, false]);
  });

  test('ends memberships and tokens', async () => {
    const group = await api.addGroup(`Group ${name}`);
    await api.call('PUT', `/api/v1/groups/${group.id}/users/${user.id}`);
    await api.server.org.transaction((tx) =>
      tx.execute(sql`INSERT INTO administrators (user_id, role, created) VALUES (${user.id}, 'SUPER_ADMIN', now())`),
    );
    const token = await api.server.createToken({ ownerId: user.id });
    await remove();
    expect((await api.call('GET', `/api/v1/groups/${group.id}/users`)).json).toHaveLength(1);
    api.server.clock.advance(1_000);
    await remove();
    expect([
      (await api.call('GET', `/api/v1/groups/${group.id}/users`)).json,
      (await api.call('GET', `/api/v1/groups/${group.id}`)).json,
      await rows(sql`SELECT user_id FROM administrators WHERE user_id = ${user.id}`),
      await rows(sql`SELECT revoked IS NOT NULL AS revoked FROM api_tokens WHERE id = ${token.id}`),
    ]).toEqual([
      [],
      { ...group, lastMembershipUpdated: api.server.clock.now().toISOString() },
      [],
      [{ revoked: true }],
    ]);
  });

  test('gives the record of a source back to those that wait, and leaves a deleted record deleted', async () => {
    const live = await api.server.createSource(`live ${name}`);
    const gone = await api.server.createSource(`gone ${name}`);
    await api.server.addSourceUser(live.id, name);
    await api.server.addSourceUser(gone.id, name, 'DEPROVISIONED');
    await api.server.org.transaction((tx) =>
      tx.execute(sql`UPDATE source_users SET user_id = ${user.id}, fingerprint = 7 WHERE external_id = ${name}`),
    );
    await remove();
    await remove();
    expect(
      await rows(sql`
        SELECT status, user_id, match_type, fingerprint, version FROM source_users WHERE external_id = ${name} ORDER BY id`),
    ).toEqual([
      { status: 'IMPORTED', user_id: null, match_type: 'NONE', fingerprint: null, version: 2 },
      { status: 'DEPROVISIONED', user_id: null, match_type: null, fingerprint: null, version: 2 },
    ]);
  });

  test('of a user whom two callers delete at once answers 204 and 404', async () => {
    await remove();
    const answers = await Promise.all([remove(), remove(), remove()]);
    expect(answers.map(([status]) => status).sort()).toEqual([204, 404, 404]);
  });

  test('does not leave memberships that were made at the same time', async () => {
    await remove();
    const groups = await Promise.all(Array.from({ length: 4 }, (_, index) => api.addGroup(`G${index} of ${name}`)));
    const [deleted, ...added] = await Promise.all([
      remove(),
      ...groups.map(({ id }) => api.call('PUT', `/api/v1/groups/${id}/users/${user.id}`).then(outcome)),
    ]);
    expect(deleted).toEqual([204, undefined]);
    for (const answer of added) expect([[204, undefined], missing(user.id, 'User')]).toContainEqual(answer);
    expect(await rows(sql`SELECT group_id FROM group_members WHERE user_id = ${user.id}`)).toEqual([]);
  });

  test('is in the System Log under the name the user had', async () => {
    await remove();
    await remove();
    const filter = encodeURIComponent(`target.id eq "${user.id}"`);
    const answer = await api.call('GET', `/api/v1/logs?filter=${filter}&since=2026-03-01T00:00:00.000Z`);
    const entries = answer.json as readonly LogEvent[];
    expect(entries.map(({ eventType }) => eventType)).toEqual([
      'user.lifecycle.create',
      'user.lifecycle.deactivate',
      'user.lifecycle.delete.completed',
    ]);
    expect(entries.at(-1)?.target).toEqual([
      {
        id: user.id,
        type: 'User',
        alternateId: `${name}@example.com`,
        displayName: `Test ${name}`,
        detailEntry: null,
        changeDetails: {
          from: { profile: { ...person(name), badge: `B${count}` }, status: 'DEPROVISIONED' },
          to: {
            profile: { login: null, email: null, firstName: null, lastName: null, badge: null },
            status: null,
          },
        },
      },
    ]);
  });
});
