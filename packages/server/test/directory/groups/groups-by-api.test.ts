// Long: every operation on groups and their members, each with its success and all its refusals.

import type { Group, LogEvent } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { idsOf, nextOf } from '../../http/answers.ts';
import { type DirectoryApi, failure, invalid, missing, openDirectoryApi, outcome } from '../api.ts';

const NOW = '2026-03-01T10:00:00.500Z';
const LATER = '2026-03-01T11:00:00.500Z';
const NOBODY = '00gNOBODY00000000000';

let api: DirectoryApi;
let origin: string;

beforeAll(async () => {
  api = await openDirectoryApi();
  origin = `http://127.0.0.1:${api.server.port}`;
});

beforeEach(async () => {
  api.server.clock.set(NOW);
  api.server.choose({});
  await api.server.org.transaction((tx) => tx.execute(sql`DELETE FROM groups`));
  await api.changes();
});

afterAll(() => api.close());

/** A group of a new source, with people of these names as members: users, and one who waits for confirmation. */
async function addSourced(
  name: string,
  people: readonly string[] = [],
): Promise<{ readonly group: Group; readonly sourceId: string }> {
  const source = await api.server.createSource(`Source of ${name}`);
  const users = await Promise.all(people.map((person) => api.addUser(person)));
  const id = api.server.org.ids.next('group');
  await api.server.org.transaction(async (tx) => {
    const at = api.server.clock.now();
    await tx.execute(sql`
      INSERT INTO groups (id, type, source_id, external_id, name, description, created, last_updated, last_membership_updated)
      VALUES (${id}, 'APP_GROUP', ${source.id}, ${name}, ${name}, 'From HR', ${at}, ${at}, ${at})`);
    for (const userId of [...users.map((user) => user.id), null]) {
      const sourceUserId = api.server.org.ids.next('sourceUser');
      await tx.execute(sql`
        INSERT INTO source_users (id, source_id, external_id, status, user_id, profile, created, last_updated)
        VALUES (${sourceUserId}, ${source.id}, ${sourceUserId}, ${userId === null ? 'IMPORTED' : 'ACTIVE'}, ${userId}, '{}', ${at}, ${at})`);
      await tx.execute(sql`
        INSERT INTO source_memberships (group_id, source_user_id, created) VALUES (${id}, ${sourceUserId}, ${at})`);
    }
  });
  return { group: (await api.call('GET', `/api/v1/groups/${id}`)).json as Group, sourceId: source.id };
}

function sourced(groupId: string): readonly [number, unknown] {
  return failure(
    403,
    'E0000006',
    'You do not have permission to perform the requested action',
    `The group ${groupId} is managed by the app that it was imported from and cannot be changed here.`,
  );
}

async function list(query: string): Promise<readonly string[]> {
  const answer = await api.call('GET', `/api/v1/groups?${query}`);
  return (answer.json as readonly Group[]).map(({ profile }) => profile.name);
}

describe('one group', () => {
  test('is created, read, replaced and deleted', async () => {
    const created = await api.call('POST', '/api/v1/groups', {
      json: { profile: { name: 'Ops', description: 'Runs it' } },
    });
    const group = created.json as Group;
    const { id } = group;
    const path = `/api/v1/groups/${id}`;
    const read = await api.call('GET', path);
    api.server.clock.set(LATER);
    const replaced = await api.call('PUT', path, { json: { profile: { name: 'Operations' } } });
    const again = await api.call('PUT', path, { json: { profile: { name: 'Operations', description: null } } });
    const deleted = await api.call('DELETE', path);
    const expected = {
      id: expect.stringMatching(/^00g/),
      created: NOW,
      lastUpdated: NOW,
      lastMembershipUpdated: NOW,
      objectClass: ['okta:user_group'],
      type: 'OKTA_GROUP',
      profile: { name: 'Ops', description: 'Runs it' },
      _links: { logo: [], users: { href: `${origin}${path}/users` }, apps: { href: `${origin}${path}/apps` } },
    };
    const after = { ...expected, lastUpdated: LATER, profile: { name: 'Operations', description: null } };
    expect([created, read, replaced, again, deleted, await api.call('GET', path)].map(outcome)).toEqual([
      [200, expected],
      [200, expected],
      [200, after],
      [200, after],
      [204, undefined],
      missing(id, 'UserGroup'),
    ]);
    const actor = expect.objectContaining({ id: api.server.adminId });
    const client = expect.anything();
    expect(await api.changes()).toEqual([
      {
        object_id: id,
        type: 'group.lifecycle.create',
        actor,
        detail: { profile: { name: [null, 'Ops'], description: [null, 'Runs it'] }, client },
      },
      {
        object_id: id,
        type: 'group.profile.update',
        actor,
        detail: { profile: { name: ['Ops', 'Operations'], description: ['Runs it', null] }, client },
      },
      {
        object_id: id,
        type: 'group.lifecycle.delete',
        actor,
        detail: { profile: { name: ['Operations', null] }, client },
      },
    ]);
  });

  test.each([
    ['no name', {}, () => invalid('name', 'name: The field cannot be left blank')],
    ['a blank name', { name: '  ' }, () => invalid('name', 'name: The field cannot be left blank')],
    ['a long name', { name: '😀'.repeat(256) }, () => invalid('name', 'name: must be at most 255 characters')],
    [
      'a long description',
      { name: 'x', description: 'd'.repeat(1025) },
      () => invalid('description', 'description: must be at most 1024 characters'),
    ],
    ['NUL', { name: 'a\0b' }, () => invalid('name', 'name: must be Unicode text without NUL')],
    [
      'an attribute that groups do not have',
      { name: 'x', owner: 'me' },
      () => invalid('group', "Property name 'owner' is not defined in profile"),
    ],
    ['a number for a name', { name: 7 }, () => invalid('profile', expect.stringMatching(/^profile\.name: The field/))],
  ])('with %s is refused, as new and as changed', async (_, profile, expected) => {
    const group = await api.addGroup('Old');
    const created = await api.call('POST', '/api/v1/groups', { json: { profile } });
    const replaced = await api.call('PUT', `/api/v1/groups/${group.id}`, { json: { profile } });
    expect([outcome(created), outcome(replaced), await list('')]).toEqual([expected(), expected(), ['Old']]);
  });

  test('has a name that counts case, and that groups of sources may share', async () => {
    await addSourced('Ops');
    expect([await api.addGroup('Ops'), await api.addGroup('ops')].map(({ profile }) => profile.name)).toEqual([
      'Ops',
      'ops',
    ]);
  });

  test.each([
    ['400', () => invalid('name', 'name: An object with this field already exists in the current organization')],
    ['409', () => failure(409, 'E0000055', 'Duplicate group.')],
  ] as const)(
    'of a name that another own group has is refused, as duplicateGroupName=%s says',
    async (answer, expected) => {
      api.server.choose({ duplicateGroupName: answer });
      await api.addGroup('Ops');
      const other = await api.addGroup('Dev');
      const created = await api.call('POST', '/api/v1/groups', { json: { profile: { name: 'Ops' } } });
      const renamed = await api.call('PUT', `/api/v1/groups/${other.id}`, { json: { profile: { name: 'Ops' } } });
      expect([outcome(created), outcome(renamed)]).toEqual([expected(), expected()]);
    },
  );

  test.each([
    ['GET', ''],
    ['PUT', ''],
    ['DELETE', ''],
    ['GET', '/users'],
    ['GET', '/apps'],
  ])('that does not exist answers %s %s with 404', async (method, path) => {
    const json = method === 'PUT' ? { profile: { name: 'x' } } : undefined;
    const answer = await api.call(method, `/api/v1/groups/${NOBODY}${path}`, json === undefined ? {} : { json });
    expect(outcome(answer)).toEqual(missing(NOBODY, 'UserGroup'));
  });

  test('has no apps', async () => {
    const { id } = await api.addGroup('Ops');
    expect(outcome(await api.call('GET', `/api/v1/groups/${id}/apps`))).toEqual([200, []]);
  });
});

describe('a group of an identity source', () => {
  test('says where it comes from', async () => {
    const { group, sourceId } = await addSourced('Sales');
    expect(group).toEqual({
      id: group.id,
      created: NOW,
      lastUpdated: NOW,
      lastMembershipUpdated: NOW,
      objectClass: ['okta:user_group'],
      type: 'APP_GROUP',
      profile: { name: 'Sales', description: 'From HR' },
      source: { id: sourceId },
      _links: {
        logo: [],
        users: { href: `${origin}/api/v1/groups/${group.id}/users` },
        apps: { href: `${origin}/api/v1/groups/${group.id}/apps` },
        source: { href: `${origin}/api/v1/apps/${sourceId}` },
      },
    });
  });

  test('is read-only, and so are its members', async () => {
    const { group } = await addSourced('Support');
    const path = `/api/v1/groups/${group.id}`;
    const answers = [
      await api.call('PUT', path, { json: { profile: { name: 'Mine' } } }),
      await api.call('DELETE', path),
      await api.call('PUT', `${path}/users/${api.server.adminId}`),
      await api.call('DELETE', `${path}/users/${api.server.adminId}`),
    ];
    expect(answers.map(outcome)).toEqual([1, 2, 3, 4].map(() => sourced(group.id)));
    expect((await api.call('GET', path)).json).toEqual(group);
  });

  test('shows its members who are users, page by page, and each once', async () => {
    const { group, sourceId } = await addSourced('Field', ['f1', 'f2', 'f3']);
    // An older, deleted record of the second user, that is still a member.
    await api.server.org.transaction(async (tx) => {
      const [twin] = await tx.query<{ user_id: string }>(
        sql`SELECT id AS user_id FROM users WHERE login_key = 'f2@example.com'`,
      );
      await tx.execute(sql`
        INSERT INTO source_users (id, source_id, external_id, status, user_id, profile, created, last_updated)
        VALUES ('0ua00000000000000000', ${sourceId}, 'old', 'DEPROVISIONED', ${twin?.user_id}, '{}', now(), now())`);
      await tx.execute(sql`
        INSERT INTO source_memberships (group_id, source_user_id, created)
        VALUES (${group.id}, '0ua00000000000000000', now())`);
    });
    const logins: unknown[] = [];
    const sizes: number[] = [];
    for (let path: string | undefined = `/api/v1/groups/${group.id}/users?limit=2`; path !== undefined; ) {
      const answer = await api.call('GET', path);
      const users = answer.json as readonly { profile: { login: string } }[];
      logins.push(...users.map(({ profile }) => profile.login));
      sizes.push(users.length);
      path = nextOf(answer);
    }
    expect([sizes, logins.toSorted()]).toEqual([
      [2, 1],
      ['f1@example.com', 'f2@example.com', 'f3@example.com'],
    ]);
  });

  test('is among the groups of its members', async () => {
    const { group } = await addSourced('Lab', ['lab1']);
    const own = await api.addGroup('Own');
    const { id } = (await api.call('GET', '/api/v1/users/lab1')).json as { id: string };
    await api.call('PUT', `/api/v1/groups/${own.id}/users/${id}`);
    const first = await api.call('GET', '/api/v1/users/lab1/groups?limit=1');
    const second = await api.call('GET', nextOf(first) ?? '');
    expect([first.json, second.json, nextOf(second)]).toEqual([[group], [own], undefined]);
  });
});

describe('members', () => {
  test('come and go, and only who really does is recorded', async () => {
    const group = await api.addGroup('Team');
    const user = await api.addUser('member1');
    await api.changes();
    api.server.clock.set(LATER);
    const path = `/api/v1/groups/${group.id}/users/${user.id}`;
    const added = [await api.call('PUT', path), await api.call('PUT', path)];
    const members = await api.call('GET', `/api/v1/groups/${group.id}/users`);
    const between = await api.call('GET', `/api/v1/groups/${group.id}`);
    const removed = [await api.call('DELETE', path), await api.call('DELETE', path)];
    const { _links, ...listed } = user;
    expect([added.map(outcome), members.json, between.json, removed.map(outcome)]).toEqual([
      [
        [204, undefined],
        [204, undefined],
      ],
      [{ ...listed, _links: { self: _links.self } }],
      { ...group, lastMembershipUpdated: LATER },
      [
        [204, undefined],
        [204, undefined],
      ],
    ]);
    const change = {
      object_id: group.id,
      actor: expect.anything(),
      detail: { member: user.id, client: expect.anything() },
    };
    expect(await api.changes()).toEqual([
      { ...change, type: 'group.user_membership.add' },
      { ...change, type: 'group.user_membership.remove' },
    ]);
  });

  test('are users, of groups that exist', async () => {
    const group = await api.addGroup('Team');
    for (const method of ['PUT', 'DELETE']) {
      const nobody = await api.call(method, `/api/v1/groups/${group.id}/users/00uNOBODY00000000000`);
      const hostile = await api.call(method, `/api/v1/groups/${group.id}/users/a%00b`);
      const nothing = await api.call(method, `/api/v1/groups/${NOBODY}/users/${api.server.adminId}`);
      expect([outcome(nobody), outcome(hostile), outcome(nothing)]).toEqual([
        missing('00uNOBODY00000000000', 'User'),
        missing('a\0b', 'User'),
        missing(NOBODY, 'UserGroup'),
      ]);
    }
    expect(outcome(await api.call('GET', '/api/v1/users/nobody/groups'))).toEqual(missing('nobody', 'User'));
  });

  test('stay members when they are deactivated', async () => {
    const group = await api.addGroup('Team');
    const user = await api.addUser('member2');
    await api.call('PUT', `/api/v1/groups/${group.id}/users/${user.id}`);
    await api.call('POST', `/api/v1/users/${user.id}/lifecycle/deactivate`);
    expect(idsOf((await api.call('GET', `/api/v1/groups/${group.id}/users`)).json)).toEqual([user.id]);
  });

  test('are listed page by page, whatever is written meanwhile', async () => {
    const group = await api.addGroup('Crowd');
    const ids: string[] = [];
    for (let index = 0; index < 7; index++) {
      const { id } = await api.addUser(`crowd${index}`);
      ids.push(id);
      await api.call('PUT', `/api/v1/groups/${group.id}/users/${id}`);
    }
    const path = `/api/v1/groups/${group.id}/users`;
    const first = await api.call('GET', `${path}?limit=3`);
    await api.call('DELETE', `${path}/${ids[1]}`);
    const second = await api.call('GET', nextOf(first) ?? '');
    const third = await api.call('GET', nextOf(second) ?? '');
    expect([first, second, third].map(({ json }) => idsOf(json))).toEqual([ids.slice(0, 3), ids.slice(3, 6), [ids[6]]]);
    const other = await api.addGroup('Other');
    const { search } = new URL(nextOf(first) ?? '', origin);
    expect(outcome(await api.call('GET', `/api/v1/groups/${other.id}/users${search}`))).toEqual(
      failure(400, 'E0000029', 'Invalid paging request.', 'Invalid cursor.'),
    );
  });
});

describe('GET /api/v1/groups', () => {
  beforeEach(async () => {
    await api.addGroup('Älteste');
    await api.addGroup('ops');
    await api.addGroup('Ops East');
    api.server.clock.set(LATER);
    await api.addGroup('100%_x');
  });

  test('lists all, oldest first', async () => {
    expect(await list('')).toEqual(['Älteste', 'ops', 'Ops East', '100%_x']);
  });

  test.each([
    ['q=OPS', ['ops', 'Ops East']],
    ['q=%C3%A4lt', ['Älteste']],
    ['q=100%25', ['100%_x']],
    ['q=East', []],
    ['q=a%00', []],
    ['filter=type eq "OKTA_GROUP" and profile.name eq "OPS"', ['ops']],
    ['filter=type eq "APP_GROUP"', []],
    [`filter=lastUpdated gt "${NOW}"`, ['100%_x']],
    [`filter=lastMembershipUpdated lt "${LATER}"`, ['Älteste', 'ops', 'Ops East']],
    ['filter=id eq "nope"', []],
    ['search=profile.name co "east"', ['Ops East']],
    ['search=profile.name sw "OPS"', ['ops', 'Ops East']],
    ['search=profile.description pr', []],
    ['search=not (source.id pr)', ['Älteste', 'ops', 'Ops East', '100%_x']],
    [`search=created ge "${NOW}"&sortBy=profile.name`, ['100%_x', 'ops', 'Ops East', 'Älteste']],
    [`search=created ge "${NOW}"&sortBy=lastUpdated&sortOrder=desc`, ['100%_x', 'Ops East', 'ops', 'Älteste']],
    [`search=type eq "OKTA_GROUP"&sortBy=type`, ['Älteste', 'ops', 'Ops East', '100%_x']],
  ])('finds by %s', async (query, names) => {
    expect(await list(query.replaceAll(' ', '%20').replaceAll('"', '%22'))).toEqual(names);
  });

  test.each([
    ['filter=name%20eq%20%22x%22', 'E0000031'],
    ['filter=profile.name%20co%20%22x%22', 'E0000031'],
    ['filter=type%20eq%20%22CLUB%22', 'E0000031'],
    ['search=type%20sw%20%22A%22', 'E0000031'],
    ['sortBy=profile.name', 'E0000001'],
    ['search=id%20pr&sortBy=owner', 'E0000001'],
    ['q=a&filter=id%20pr', 'E0000001'],
    ['expand=members', 'E0000001'],
    ['after=x', 'E0000029'],
    ['limit=0', 'E0000001'],
  ])('refuses %s with %s', async (query, errorCode) => {
    const answer = await api.call('GET', `/api/v1/groups?${query}`);
    expect([answer.status, answer.json]).toEqual([400, expect.objectContaining({ errorCode })]);
  });

  test('goes on page by page, also sorted', async () => {
    for (const query of ['limit=3', 'search=id%20pr&sortBy=profile.name&limit=3']) {
      const first = await api.call('GET', `/api/v1/groups?${query}`);
      const second = await api.call('GET', nextOf(first) ?? '');
      expect([idsOf(first.json).length, idsOf(second.json).length, nextOf(second)]).toEqual([3, 1, undefined]);
    }
  });

  test('embeds statistics and apps', async () => {
    const { group, sourceId } = await addSourced('Counted', ['counted1', 'counted2']);
    const { _links, ...rest } = group;
    const answer = await api.call('GET', `/api/v1/groups?filter=type%20eq%20%22APP_GROUP%22&expand=stats,app`);
    const expected = {
      ...rest,
      _embedded: {
        stats: {
          usersCount: 2,
          appsCount: 0,
          groupPushMappingsCount: 0,
          hasAdminPrivilege: false,
          _links: { users: _links.users, apps: _links.apps },
        },
        app: {
          id: sourceId,
          name: 'custom_identity_source',
          label: 'Source of Counted',
          status: 'ACTIVE',
          created: LATER,
          lastUpdated: LATER,
        },
      },
      _links,
    };
    const single = await api.call('GET', `/api/v1/groups/${group.id}?expand=stats,app`);
    const own = await api.call('GET', '/api/v1/groups?q=100&expand=stats');
    expect([answer.json, single.json, (own.json as readonly Group[])[0]?._embedded?.stats?.usersCount]).toEqual([
      [expected],
      expected,
      0,
    ]);
  });

  test.each([
    ['clamp', 'limit=10001', 200, 4],
    ['clamp', 'limit=201&expand=stats', 200, 4],
    ['reject', 'limit=10000', 200, 4],
    ['reject', 'limit=10001', 400, undefined],
    ['reject', 'limit=201&expand=stats', 400, undefined],
  ] as const)('with excessiveLimit=%s answers %s with %i', async (excessiveLimit, query, status, groups) => {
    api.server.choose({ excessiveLimit });
    const answer = await api.call('GET', `/api/v1/groups?${query}`);
    expect([answer.status, Array.isArray(answer.json) ? answer.json.length : undefined]).toEqual([status, groups]);
  });
});

test('the System Log tells what happened to a group, and finds memberships by the member', async () => {
  const group = await api.addGroup('Logged');
  const user = await api.addUser('logged1');
  await api.call('PUT', `/api/v1/groups/${group.id}/users/${user.id}`);
  await api.call('PUT', `/api/v1/groups/${group.id}`, { json: { profile: { name: 'Renamed' } } });
  await api.call('DELETE', `/api/v1/groups/${group.id}/users/${user.id}`);
  await api.call('DELETE', `/api/v1/groups/${group.id}`);
  const log = async (id: string): Promise<readonly LogEvent[]> => {
    const filter = encodeURIComponent(`target.id eq "${id}"`);
    const answer = await api.call('GET', `/api/v1/logs?filter=${filter}&since=2026-03-01T00:00:00.000Z`);
    return answer.json as readonly LogEvent[];
  };
  const ofGroup = await log(group.id);
  const ofUser = await log(user.id);
  const party = (id: string, type: string, alternateId: string | null, displayName: string | null) => ({
    id,
    type,
    alternateId,
    displayName,
    detailEntry: null,
  });
  const member = party(user.id, 'User', 'logged1@example.com', 'Test logged1');
  const gone = party(group.id, 'UserGroup', null, null);
  expect(ofGroup.map(({ eventType, target }) => [eventType, target])).toEqual([
    [
      'group.lifecycle.create',
      [{ ...gone, changeDetails: { from: { profile: { name: null } }, to: { profile: { name: 'Logged' } } } }],
    ],
    ['group.user_membership.add', [member, gone]],
    [
      'group.profile.update',
      [
        {
          ...gone,
          displayName: 'Logged',
          changeDetails: { from: { profile: { name: 'Logged' } }, to: { profile: { name: 'Renamed' } } },
        },
      ],
    ],
    ['group.user_membership.remove', [member, gone]],
    [
      'group.lifecycle.delete',
      [
        {
          ...gone,
          displayName: 'Renamed',
          changeDetails: { from: { profile: { name: 'Renamed' } }, to: { profile: { name: null } } },
        },
      ],
    ],
  ]);
  expect(ofUser.map(({ eventType }) => eventType)).toEqual([
    'user.lifecycle.create',
    'group.user_membership.add',
    'group.user_membership.remove',
  ]);
});
