import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../http/test-server.ts';
import {
  AUTOMATIC,
  errorOf,
  forget,
  importLoads,
  pathsOf,
  person,
  readLog,
  startEntitiesServer,
  storedGroups,
} from './entities-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startEntitiesServer();
});
afterEach(async () => {
  server.choose({});
  await forget(server);
});
afterAll(() => server.close());

/** A source with a group `g` and people of these external ids. */
async function newSource(people: readonly string[], settings = AUTOMATIC) {
  const { id } = await server.createSource('HR', settings);
  const source = { id, ...pathsOf(id) };
  const { json } = await server.call('POST', source.groups, {
    json: { externalId: 'g', profile: { displayName: 'Staff' } },
  });
  for (const externalId of people) {
    await server.call('POST', source.users, {
      json: { externalId, profile: person(`p${externalId.length}${externalId.slice(0, 9).replace(/\W/g, '')}`) },
    });
  }
  await server.org.transaction((tx) => tx.execute(sql`DELETE FROM events`));
  return { ...source, groupId: (json as { readonly id: string }).id };
}

async function add(source: Awaited<ReturnType<typeof newSource>>, ...members: readonly string[]): Promise<void> {
  for (const memberExternalId of members) {
    await server.call('POST', source.members('g'), { json: { memberExternalId } });
  }
}

async function members(source: Awaited<ReturnType<typeof newSource>>): Promise<unknown> {
  return (await server.call('GET', source.members('g'))).json;
}

describe('the addition of a member', () => {
  it('answers 204 and has the person in the group at once, by external id or id of the group', async () => {
    const source = await newSource(['1', '2']);
    const first = await server.call('POST', source.members('g'), { json: { memberExternalId: '1' } });
    expect([first.status, first.text, first.headers['content-type']]).toEqual([204, '', undefined]);
    const second = await server.call('POST', source.members(source.groupId), { json: { memberExternalId: '2' } });
    expect(second.status).toBe(204);
    expect(await members(source)).toEqual({ memberExternalIds: ['1', '2'] });
    expect(await storedGroups(server)).toMatchObject([{ members: ['p11@example.com', 'p12@example.com'] }]);
  });

  it('does nothing the second time', async () => {
    const source = await newSource(['1']);
    await add(source, '1');
    const again = await server.call('POST', source.members('g'), { json: { memberExternalId: '1' } });
    expect(again.status).toBe(204);
    expect(await members(source)).toEqual({ memberExternalIds: ['1'] });
    expect((await server.call('GET', '/api/v1/headwater/imports?kind=RECORD&limit=2')).json).toMatchObject([
      { counters: { memberships: { scanned: 1, unchanged: 1 } } },
      { counters: { memberships: { scanned: 1, added: 1 } } },
    ]);
  });

  it('of somebody who waits for confirmation counts for the source, and for the directory from then on', async () => {
    const source = await newSource(['1'], {});
    await add(source, '1');
    expect(await members(source)).toEqual({ memberExternalIds: ['1'] });
    expect(await storedGroups(server)).toMatchObject([{ members: [] }]);
    await server.org.transaction((tx) =>
      tx.execute(sql`
        UPDATE identity_sources SET settings = settings || '{"autoConfirmNewUsers": true}' WHERE id = ${source.id}`),
    );
    await server.call('PUT', source.user('1'), { json: { profile: person('ann') } });
    expect(await storedGroups(server)).toMatchObject([{ members: ['ann@example.com'] }]);
  });

  it.each(['nobody', 'gone'])('is 404 for a person who is %s', async (memberExternalId) => {
    const source = await newSource(['gone']);
    await server.call('DELETE', source.user('gone'));
    expect(errorOf(await server.call('POST', source.members('g'), { json: { memberExternalId } }))).toEqual([
      404,
      'E0000007',
      `Not found: Resource not found: ${memberExternalId} (AppUser)`,
      [],
    ]);
  });

  it.each([
    [{}, 'The field cannot be left blank'],
    [{ memberExternalId: 7 }, 'The field must be a string'],
    [{ memberExternalId: 'x'.repeat(256) }, 'The field is too long: at most 255 characters'],
  ])('refuses %j', async (json, problem) => {
    const source = await newSource([]);
    expect(errorOf(await server.call('POST', source.members('g'), { json }))).toEqual([
      400,
      'E0000001',
      'Api validation failed: memberExternalId',
      [`memberExternalId: ${problem}`],
    ]);
  });

  it('needs a body', async () => {
    const source = await newSource([]);
    for (const raw of ['', '[]', '"1"', '{']) {
      const headers = { 'content-type': 'application/json' };
      const answer = await server.call('POST', source.members('g'), { raw, headers });
      expect(errorOf(answer)).toEqual([400, 'E0000003', 'The request body was not well-formed.', []]);
    }
  });
});

describe('a person who comes back under a new external id', () => {
  it('has the memberships, and the source takes them out under that id (scenario 37)', async () => {
    const source = await newSource(['1', '2']);
    await add(source, '1', '2');
    await server.call('DELETE', source.user('1'));
    const json = { externalId: '1b', profile: person('p11') };
    expect((await server.call('POST', source.users, { json })).status).toBe(200);
    expect(await members(source)).toEqual({ memberExternalIds: ['2', '1b'] });
    expect(await storedGroups(server)).toMatchObject([{ members: ['p11@example.com', 'p12@example.com'] }]);
    expect((await server.call('DELETE', source.member('g', '1b'))).status).toBe(204);
    expect(await storedGroups(server)).toMatchObject([{ members: ['p12@example.com'] }]);
  });
});

describe('the removal of a member', () => {
  it('answers 204, and 404 once the person is no member', async () => {
    const source = await newSource(['a/b @+', '2']);
    await add(source, 'a/b @+', '2');
    expect((await server.call('DELETE', source.member('g', 'a/b @+'))).status).toBe(204);
    expect(await members(source)).toEqual({ memberExternalIds: ['2'] });
    expect(errorOf(await server.call('DELETE', source.member('g', 'a/b @+')))).toEqual([
      404,
      'E0000007',
      'Not found: Resource not found: a/b @+ (AppUser)',
      [],
    ]);
  });

  it('is 404 for an unknown person', async () => {
    const source = await newSource([]);
    expect(errorOf(await server.call('DELETE', source.member('g', 'nobody')))).toEqual([
      404,
      'E0000007',
      'Not found: Resource not found: nobody (AppUser)',
      [],
    ]);
  });
});

describe('the list of members', () => {
  it('comes page by page, each with links', async () => {
    const source = await newSource(['1', '2', '3']);
    await add(source, '3', '1', '2');
    const origin = `http://127.0.0.1:${server.port}`;
    const first = await server.call('GET', `${source.members('g')}?limit=2`);
    expect([first.status, first.json]).toEqual([200, { memberExternalIds: ['1', '2'] }]);
    const [self, next] = String(first.headers.link).split(', ');
    expect(self).toBe(`<${origin}${source.members('g')}?limit=2>; rel="self"`);
    const path = /^<http:\/\/[^/]+(\/[^>]+)>; rel="next"$/.exec(next ?? '')?.[1] ?? '';
    expect(path).toContain('limit=2');
    const second = await server.call('GET', path);
    expect([second.json, second.headers.link]).toEqual([
      { memberExternalIds: ['3'] },
      `<${origin}${path}>; rel="self"`,
    ]);
  });

  it('is empty for an empty group, and leaves out people who were deleted until they come back', async () => {
    const source = await newSource(['1', '2']);
    expect(await members(source)).toEqual({ memberExternalIds: [] });
    await add(source, '1', '2');
    await server.call('DELETE', source.user('1'));
    expect(await members(source)).toEqual({ memberExternalIds: ['2'] });
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('p11') } });
    expect(await members(source)).toEqual({ memberExternalIds: ['1', '2'] });
  });

  it('takes at most 1000 a page: excessiveLimit=clamp (default) or excessiveLimit=reject', async () => {
    const source = await newSource([]);
    expect((await server.call('GET', `${source.members('g')}?limit=1001`)).status).toBe(200);
    server.choose({ excessiveLimit: 'reject' });
    expect((await server.call('GET', `${source.members('g')}?limit=1001`)).status).toBe(400);
    expect((await server.call('GET', `${source.members('g')}?limit=0`)).status).toBe(400);
  });

  it('refuses a cursor that it did not give', async () => {
    const source = await newSource([]);
    const answer = await server.call('GET', `${source.members('g')}?after=page2cursor`);
    expect(errorOf(answer)).toEqual([400, 'E0000029', 'Invalid paging request.', ['Invalid cursor.']]);
  });

  it('shows what loads did', async () => {
    const source = await newSource(['1', '2']);
    await add(source, '1');
    await importLoads(server, source.id, [
      ['bulk-group-memberships-upsert', { memberships: [{ groupExternalId: 'g', memberExternalIds: ['2'] }] }],
      ['bulk-group-memberships-delete', { memberships: [{ groupExternalId: 'g', memberExternalIds: ['1'] }] }],
    ]);
    expect(await members(source)).toEqual({ memberExternalIds: ['2'] });
  });
});

describe('the System Log', () => {
  it('tells of every call about a membership', async () => {
    const source = await newSource(['1']);
    await add(source, '1');
    await server.call('DELETE', source.member('g', '1'));
    const target = [
      { type: 'AppUser', alternateId: '1', displayName: 'p11 Doe' },
      { id: source.groupId, type: 'UserGroup', alternateId: 'g', displayName: 'Staff' },
      { id: source.id, type: 'AppInstance', alternateId: 'HR', displayName: 'HR' },
    ];
    expect(await readLog(server, 'eventType sw "system.identity_sources.group.user"')).toMatchObject([
      {
        eventType: 'system.identity_sources.group.user.assign',
        displayMessage: 'Assign user to identity source group',
        actor: { id: server.adminId },
        target,
      },
      { eventType: 'system.identity_sources.group.user.revoke', target },
    ]);
  });
});
