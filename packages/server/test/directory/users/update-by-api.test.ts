import type { AttributeSourcing, User, UserStatus } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAttribute } from '../../../src/directory/profile-schemas/add-attribute.ts';
import { updateAttribute } from '../../../src/directory/profile-schemas/update-attribute.ts';
import { saveMapping } from '../../../src/mappings/save-mapping.ts';
import { SYSTEM } from '../../../src/system-log/record-event.ts';
import { type DirectoryApi, failure, invalid, missing, openDirectoryApi, outcome } from '../api.ts';
import { CONTEXT, person } from '../support.ts';

const TAKEN = 'An object with this field already exists in the current organization';
const LATER = '2026-03-01T11:00:00.500Z';

let api: DirectoryApi;
let count = 0;
let name: string;
let user: User;

beforeAll(async () => {
  api = await openDirectoryApi();
  await api.server.org.transaction(async (tx) => {
    await addAttribute(tx, CONTEXT, 'user', { name: 'badge', title: 'Badge', type: 'string', unique: true });
    await addAttribute(tx, CONTEXT, 'user', { name: 'shirt', title: 'Shirt', type: 'string', default: 'M' });
  });
});

beforeEach(async () => {
  count += 1;
  name = `p${count}`;
  api.server.clock.set('2026-03-01T10:00:00.500Z');
  user = await api.addUser(name, { profile: { title: 'Dr', city: 'Rome', badge: `B${count}` } });
  api.server.clock.set(LATER);
  api.server.choose({});
  await api.changes();
});

afterAll(() => api.close());

function change(method: 'POST' | 'PUT', json: unknown, headers: Readonly<Record<string, string>> = {}) {
  return api.call(method, `/api/v1/users/${user.id}`, { json, headers });
}

async function read(id = user.id): Promise<User> {
  return (await api.call('GET', `/api/v1/users/${id}`)).json as User;
}

async function setStatus(status: UserStatus): Promise<void> {
  await api.server.org.transaction((tx) => tx.execute(sql`UPDATE users SET status = ${status} WHERE id = ${user.id}`));
}

describe('POST /api/v1/users/{id}', () => {
  test('changes what the body names, clears what is null, and leaves the rest', async () => {
    const answer = await change('POST', { profile: { title: 'Prof', city: null, shirt: null, locale: 'de_DE' } });
    const expected = {
      ...user,
      lastUpdated: LATER,
      profile: {
        ...person(name),
        mobilePhone: null,
        secondEmail: null,
        title: 'Prof',
        locale: 'de_DE',
        badge: `B${count}`,
        shirt: 'M',
      },
    };
    expect([answer.status, answer.headers.etag, answer.json, await read(), await api.changes()]).toEqual([
      200,
      'W/"2"',
      expected,
      expected,
      [
        {
          object_id: user.id,
          type: 'user.account.update_profile',
          actor: expect.objectContaining({ id: api.server.adminId }),
          detail: {
            profile: { title: ['Dr', 'Prof'], city: ['Rome', null], locale: [null, 'de_DE'] },
            client: expect.anything(),
          },
        },
      ],
    ]);
  });

  test('that changes nothing writes nothing', async () => {
    const answer = await change('POST', { profile: { title: 'Dr', nickName: null } });
    expect([answer.headers.etag, answer.json, await api.changes()]).toEqual(['W/"1"', user, []]);
  });

  test('without a profile changes nothing', async () => {
    expect(outcome(await change('POST', {}))).toEqual([200, user]);
  });

  test('renames a user, whose old login is free then', async () => {
    await change('POST', { profile: { login: `new-${name}@example.com` } });
    expect([(await read(`new-${name}@example.com`)).id, (await api.addUser(name)).profile.login]).toEqual([
      user.id,
      `${name}@example.com`,
    ]);
  });

  test('gives a unique value up, and takes it again', async () => {
    await change('POST', { profile: { badge: null } });
    const other = await api.addUser(`other-${name}`, { profile: { badge: `B${count}` } });
    expect(outcome(await change('POST', { profile: { badge: `B${count}` } }))).toEqual(
      invalid('badge', `badge: ${TAKEN}`),
    );
    await api.call('POST', `/api/v1/users/${other.id}`, { json: { profile: { badge: '' } } });
    expect((await change('POST', { profile: { badge: `B${count}` } })).status).toBe(200);
  });

  test('by login, short name and me means the same user', async () => {
    const titles = [`${name}@example.com`, name].map((reference) =>
      api.call('POST', `/api/v1/users/${reference}`, { json: { profile: { title: reference } } }),
    );
    expect((await Promise.all(titles)).map(({ status }) => status)).toEqual([200, 200]);
    const me = await api.call('POST', '/api/v1/users/me', { json: { profile: { title: name } } });
    expect((me.json as User).id).toBe(api.server.adminId);
  });

  test.each([
    ['an unknown attribute', { nope: 1 }, () => invalid('profile', "Property name 'nope' is not defined in profile")],
    ['no login', { login: null }, () => invalid('login', 'login: The field cannot be left blank')],
    ["somebody else's login", { login: 'ADA@example.com' }, () => invalid('login', `login: ${TAKEN}`)],
    [
      'a wrong country',
      { countryCode: 'Atlantis' },
      () => invalid('countryCode', 'countryCode: must be at most 2 characters'),
    ],
  ])('refuses %s', async (_, profile, expected) => {
    expect(outcome(await change('POST', { profile }))).toEqual(expected());
    expect([await read(), await api.changes()]).toEqual([user, []]);
  });

  test('refuses a user that does not exist', async () => {
    expect(outcome(await api.call('POST', '/api/v1/users/nobody', { json: { profile: {} } }))).toEqual(
      missing('nobody', 'User'),
    );
  });
});

describe('PUT /api/v1/users/{id}', () => {
  test('clears what the body does not name, down to its default', async () => {
    const answer = await change('PUT', { profile: { ...person(name), title: 'Prof' } });
    expect([(answer.json as User).profile, await api.changes()]).toEqual([
      { ...person(name), mobilePhone: null, secondEmail: null, title: 'Prof', shirt: 'M' },
      [
        expect.objectContaining({
          detail: {
            profile: { title: ['Dr', 'Prof'], city: ['Rome', null], badge: [`B${count}`, null] },
            client: expect.anything(),
          },
        }),
      ],
    ]);
  });

  test('needs the required attributes, and a profile', async () => {
    expect(
      outcome(await change('PUT', { profile: { login: `${name}@example.com`, email: 'x@y.org', firstName: 'X' } })),
    ).toEqual(invalid('lastName', 'lastName: The field cannot be left blank'));
    expect(outcome(await change('PUT', {}))).toEqual(invalid('profile', 'profile: The field cannot be left blank'));
  });
});

describe('If-Match', () => {
  test.each([
    ['W/"1"', 200],
    ['"1"', 200],
    ['*', 200],
    ['W/"7", W/"1"', 200],
    ['W/"2"', 412],
    ['1', 412],
  ])('%s on the first version answers %i', async (tag, status) => {
    const answer = await change('POST', { profile: { title: tag } }, { 'if-match': tag });
    const refused = failure(
      412,
      'E0000020',
      'Bad request.',
      `If-Match names ${tag}, and the ETag is W/"1" now: the object was changed in the meantime.`,
    );
    if (status === 412) expect(outcome(answer)).toEqual(refused);
    else expect([answer.status, answer.headers.etag]).toEqual([200, 'W/"2"']);
  });

  test('of two who change the same version at the same time one wins, by PUT and POST alike', async () => {
    const bodies = ['POST', 'PUT', 'POST', 'PUT'].map((method, index) =>
      change(
        method === 'PUT' ? 'PUT' : 'POST',
        { profile: { ...person(name), title: `T${index}` } },
        { 'if-match': 'W/"1"' },
      ),
    );
    expect((await Promise.all(bodies)).map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });
});

describe('passwords', () => {
  test.each([
    ['STAGED', 'STAGED'],
    ['PROVISIONED', 'ACTIVE'],
    ['ACTIVE', 'ACTIVE'],
    ['RECOVERY', 'ACTIVE'],
    ['PASSWORD_EXPIRED', 'ACTIVE'],
    ['LOCKED_OUT', 'LOCKED_OUT'],
    ['SUSPENDED', 'SUSPENDED'],
  ] as const)('a password makes a %s user %s', async (before, after) => {
    await setStatus(before);
    const answer = await change('POST', { credentials: { password: { value: 'correct horse' } } });
    const changed = answer.json as User;
    expect([changed.status, changed.passwordChanged, changed.credentials.password, await api.changes()]).toEqual([
      after,
      LATER,
      {},
      [
        expect.objectContaining({
          type: 'user.account.update_password',
          detail: { ...(before === after ? {} : { status: [before, after] }), client: expect.anything() },
        }),
      ],
    ]);
  });

  test('a deactivated user gets none', async () => {
    await setStatus('DEPROVISIONED');
    expect(outcome(await change('POST', { credentials: { password: { value: 'correct horse' } } }))).toEqual(
      failure(403, 'E0000038', "This operation is not allowed in the user's current status."),
    );
  });

  test('a password and a profile are one new version, and two changes', async () => {
    const answer = await change('PUT', {
      profile: person(name),
      credentials: { password: { value: 'correct horse' } },
    });
    expect([answer.headers.etag, (await api.changes()).map(({ type }) => type)]).toEqual([
      'W/"2"',
      ['user.account.update_profile', 'user.account.update_password'],
    ]);
  });
});

describe('profiles of deactivated users', () => {
  test('stay as they are, as deactivatedProfiles=kept says', async () => {
    await setStatus('DEPROVISIONED');
    api.server.choose({ deactivatedProfiles: 'kept' });
    expect(outcome(await change('POST', { profile: { title: 'Prof' } }))).toEqual(
      failure(403, 'E0000038', "This operation is not allowed in the user's current status."),
    );
  });

  test('can be edited, as deactivatedProfiles=updated says', async () => {
    await setStatus('DEPROVISIONED');
    api.server.choose({ deactivatedProfiles: 'updated' });
    expect(((await change('POST', { profile: { title: 'Prof' } })).json as User).profile.title).toBe('Prof');
  });
});

describe('attributes that an identity source owns', () => {
  const REFUSED = (attribute: string) =>
    failure(
      403,
      'E0000023',
      'Operation failed because user profile is mastered under another system',
      `${attribute}: The attribute is owned by an identity source`,
    );

  /** Makes a source hold the user of this test. */
  async function hold(label: string, settings = {}): Promise<string> {
    const source = await api.server.createSource(label, settings);
    await api.server.addSourceUser(source.id, name);
    await api.server.org.transaction((tx) =>
      tx.execute(sql`UPDATE source_users SET user_id = ${user.id} WHERE source_id = ${source.id}`),
    );
    return source.id;
  }

  function retitle(): Promise<readonly [number, unknown]> {
    return change('POST', { profile: { title: 'Prof' } }).then(outcome);
  }

  test('are read-only, and all others are not', async () => {
    await hold('HR');
    expect(outcome(await change('POST', { profile: { firstName: 'New' } }))).toEqual(REFUSED('firstName'));
    expect(outcome(await change('POST', { profile: { login: 'new@example.com', title: 'x' } }))).toEqual(
      REFUSED('login'),
    );
    expect((await retitle())[0]).toBe(200);
  });

  test('may be named with the value they have', async () => {
    await hold('HR');
    expect((await change('PUT', { profile: { ...person(name), title: 'Prof' } })).status).toBe(200);
  });

  test.each([['does not write profiles', { profileSourcing: false }]])(
    'are free when the source %s',
    async (_, settings) => {
      await hold('HR', settings);
      expect((await change('POST', { profile: { firstName: 'New' } })).status).toBe(200);
    },
  );

  test('are free when the source is inactive, or has deleted its record', async () => {
    const source = await hold('HR');
    const set = (statement: ReturnType<typeof sql>) => api.server.org.transaction((tx) => tx.execute(statement));
    await set(sql`UPDATE identity_sources SET status = 'INACTIVE' WHERE id = ${source}`);
    expect((await change('POST', { profile: { firstName: 'New' } })).status).toBe(200);
    await set(sql`UPDATE identity_sources SET status = 'ACTIVE' WHERE id = ${source}`);
    expect((await change('POST', { profile: { firstName: 'Newer' } })).status).toBe(403);
    await set(sql`UPDATE source_users SET status = 'DEPROVISIONED' WHERE source_id = ${source}`);
    expect((await change('POST', { profile: { firstName: 'Newest' } })).status).toBe(200);
  });

  test('are what the mapping writes on every change: not what it writes once, not what the second source maps', async () => {
    const first = await hold('HR');
    const second = await hold('Directory');
    const map = (sourceId: string, target: string, pushStatus: 'PUSH' | 'DONT_PUSH') =>
      api.server.org.transaction((tx) =>
        saveMapping(
          tx,
          api.server.org,
          sourceId,
          { [target]: { expression: 'source.homeAddress', pushStatus } },
          { actor: SYSTEM },
        ),
      );
    await map(second, 'title', 'PUSH');
    expect((await retitle())[0]).toBe(200);
    await map(first, 'title', 'DONT_PUSH');
    expect((await change('POST', { profile: { title: 'Once' } })).status).toBe(200);
    await map(first, 'title', 'PUSH');
    expect(await retitle()).toEqual(REFUSED('title'));
  });

  test('follow the priority of the attribute: its own directory, or the source that overrides', async () => {
    const first = await hold('HR');
    const second = await hold('Directory');
    const rule = (master: AttributeSourcing) =>
      api.server.org.transaction((tx) => updateAttribute(tx, CONTEXT, 'user', 'firstName', { master }));
    const rename = () => change('POST', { profile: { firstName: `N${Math.random()}` } }).then(({ status }) => status);
    await rule({ type: 'OKTA' });
    expect(await rename()).toBe(200);
    await rule({ type: 'OVERRIDE', priority: [second] });
    expect(await rename()).toBe(403);
    await rule({ type: 'OVERRIDE', priority: ['0oaELSEWHERE00000000', first] });
    expect(await rename()).toBe(200);
    await rule({ type: 'PROFILE_MASTER' });
    expect(await rename()).toBe(403);
  });
});
