// Long: every operation on single groups, each with its success and all its refusals.

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

async function newSource(settings = AUTOMATIC) {
  const { id } = await server.createSource('HR', settings);
  await server.org.transaction((tx) => tx.execute(sql`DELETE FROM events`));
  return { id, ...pathsOf(id) };
}

const ID = expect.stringMatching(/^00g[0-9A-Za-z]{17}$/);

interface Group {
  readonly id: string;
}

const STAFF = { externalId: 'g', profile: { displayName: 'Staff', description: 'Everybody here' } };

describe('the creation of a group', () => {
  it('answers with the group, which is in the directory at once', async () => {
    const source = await newSource();
    const created = await server.call('POST', source.groups, { json: STAFF });
    expect([created.status, created.json]).toEqual([200, { id: ID, ...STAFF }]);
    const { id } = created.json as Group;
    expect((await server.call('GET', source.group('g'))).json).toEqual(created.json);
    expect((await server.call('GET', source.group(id))).json).toEqual(created.json);
    expect(await storedGroups(server)).toEqual([
      {
        id,
        type: 'APP_GROUP',
        source_id: source.id,
        external_id: 'g',
        name: 'Staff',
        description: 'Everybody here',
        members: [],
      },
    ]);
  });

  it('needs no description', async () => {
    const source = await newSource();
    const { json } = await server.call('POST', source.groups, {
      json: { externalId: 'g', profile: { displayName: 'Staff' } },
    });
    expect(json).toEqual({ id: ID, externalId: 'g', profile: { displayName: 'Staff', description: null } });
  });

  it('is an import of one record', async () => {
    const source = await newSource();
    await server.call('POST', source.groups, { json: STAFF });
    expect((await server.call('GET', '/api/v1/headwater/imports?kind=RECORD')).json).toMatchObject([
      {
        sessionId: null,
        identitySourceId: source.id,
        status: 'COMPLETED',
        counters: { users: { scanned: 0 }, groups: { scanned: 1, added: 1 } },
      },
    ]);
  });

  it.each([
    ['400', [400, 'E0000001', 'Api validation failed: externalId', ['externalId: The identity source has g already']]],
    [
      '409',
      [
        409,
        'E0000195',
        'Api validation failed due to conflict: externalId',
        ['externalId: The identity source has g already'],
      ],
    ],
  ] as const)('createExisting=%s refuses an external id that exists', async (createExisting, error) => {
    const source = await newSource();
    server.choose({ createExisting });
    await server.call('POST', source.groups, { json: STAFF });
    const json = { externalId: 'g', profile: { displayName: 'Other' } };
    expect(errorOf(await server.call('POST', source.groups, { json }))).toEqual(error);
    expect((await server.call('GET', source.group('g'))).json).toMatchObject(STAFF);
  });

  it('createExisting=update updates it', async () => {
    const source = await newSource();
    server.choose({ createExisting: 'update' });
    await server.call('POST', source.groups, { json: STAFF });
    const json = { externalId: 'g', profile: { displayName: 'Other' } };
    const answer = await server.call('POST', source.groups, { json });
    expect([answer.status, answer.json]).toEqual([
      200,
      { id: ID, externalId: 'g', profile: { displayName: 'Other', description: 'Everybody here' } },
    ]);
  });

  it.each([
    [{}, ['externalId: The field cannot be left blank', 'profile: The field cannot be left blank']],
    [
      { externalId: 'x'.repeat(256), profile: { displayName: '' } },
      [
        'externalId: The field is too long: at most 255 characters',
        'profile.displayName: The field cannot be left blank',
      ],
    ],
    [
      { externalId: 'g', profile: { displayName: 'n'.repeat(256), description: 'd'.repeat(1025) } },
      [
        'profile.displayName: The field is too long: at most 255 characters',
        'profile.description: The field is too long: at most 1024 characters',
      ],
    ],
    [{ externalId: 'g', profile: { displayName: ['Staff'] } }, ['profile.displayName: The field must be a string']],
    [{ externalId: 'g', profile: 'Staff' }, ['profile: The field must be an object']],
  ])('refuses %j', async (json, causes) => {
    const source = await newSource();
    const answer = await server.call('POST', source.groups, { json });
    expect(errorOf(answer)).toEqual([400, 'E0000001', `Api validation failed: ${causes[0]?.split(/[.:]/)[0]}`, causes]);
    expect(await storedGroups(server)).toEqual([]);
  });
});

describe('a group', () => {
  it('is found by an external id that holds whatever a path can carry', async () => {
    const source = await newSource();
    for (const externalId of ['G 1/x', 'a@b+c', '%2F']) {
      await server.call('POST', source.groups, { json: { externalId, profile: { displayName: externalId } } });
      expect((await server.call('GET', source.group(externalId))).json).toMatchObject({ externalId });
    }
  });

  it('groupIdOrder=idFirst is the one with the id (default), groupIdOrder=externalIdFirst the one with the external id', async () => {
    const source = await newSource();
    const first = (await server.call('POST', source.groups, { json: STAFF })).json as Group;
    const json = { externalId: first.id, profile: { displayName: 'Second' } };
    const second = (await server.call('POST', source.groups, { json })).json as Group;
    expect((await server.call('GET', source.group(first.id))).json).toMatchObject({ id: first.id });
    server.choose({ groupIdOrder: 'externalIdFirst' });
    expect((await server.call('GET', source.group(first.id))).json).toMatchObject({ id: second.id });
    expect((await server.call('GET', source.group(second.id))).json).toMatchObject({ id: second.id });
  });

  it('of another source is unknown', async () => {
    const [source, other] = [await newSource(), await newSource()];
    const { id } = (await server.call('POST', source.groups, { json: STAFF })).json as Group;
    expect((await server.call('GET', other.group('g'))).status).toBe(404);
    expect((await server.call('GET', other.group(id))).status).toBe(404);
  });
});

describe('the update of a group', () => {
  it('groupUpdate=merge keeps what it does not name (default), and null clears', async () => {
    const source = await newSource();
    const { id } = (await server.call('POST', source.groups, { json: STAFF })).json as Group;
    const update = async (profile: object) => (await server.call('POST', source.group(id), { json: { profile } })).json;
    expect(await update({ displayName: 'Crew' })).toEqual({
      id,
      externalId: 'g',
      profile: { displayName: 'Crew', description: 'Everybody here' },
    });
    expect(await update({ description: null })).toEqual({
      id,
      externalId: 'g',
      profile: { displayName: 'Crew', description: null },
    });
    expect((await server.call('GET', source.group('g'))).json).toMatchObject({ profile: { displayName: 'Crew' } });
  });

  it('groupUpdate=replace clears the description that it does not name', async () => {
    const source = await newSource();
    server.choose({ groupUpdate: 'replace' });
    await server.call('POST', source.groups, { json: STAFF });
    const json = { externalId: 'g', profile: { displayName: 'Crew' } };
    expect((await server.call('POST', source.group('g'), { json })).json).toEqual({
      id: ID,
      externalId: 'g',
      profile: { displayName: 'Crew', description: null },
    });
  });

  it('does nothing the second time', async () => {
    const source = await newSource();
    await server.call('POST', source.groups, { json: STAFF });
    const before = await server.org.read((tx) => tx.query(sql`SELECT * FROM groups`));
    server.clock.advance(60_000);
    expect((await server.call('POST', source.group('g'), { json: STAFF })).status).toBe(200);
    expect(await server.org.read((tx) => tx.query(sql`SELECT * FROM groups`))).toEqual(before);
  });

  it('cannot change the external id, nor take the name away', async () => {
    const source = await newSource();
    await server.call('POST', source.groups, { json: STAFF });
    const json = { externalId: 'other', profile: { displayName: null } };
    expect(errorOf(await server.call('POST', source.group('g'), { json }))).toEqual([
      400,
      'E0000001',
      'Api validation failed: externalId',
      [
        'externalId: The external id cannot be changed; leave it out, or send that of the group',
        'profile.displayName: The field cannot be left blank',
      ],
    ]);
  });
});

describe('the deletion of a group', () => {
  it('deleteStatus=204 removes it with its memberships (default)', async () => {
    const source = await newSource();
    const { id } = (await server.call('POST', source.groups, { json: STAFF })).json as Group;
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    await server.call('POST', source.members('g'), { json: { memberExternalId: '1' } });
    const answer = await server.call('DELETE', source.group(id));
    expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([204, '', undefined]);
    expect(await storedGroups(server)).toEqual([]);
    expect(errorOf(await server.call('DELETE', source.group('g')))).toEqual([
      404,
      'E0000007',
      'Not found: Resource not found: g (UserGroup)',
      [],
    ]);
  });

  it('deleteStatus=200 answers 200 without a body, as recorded', async () => {
    const source = await newSource();
    server.choose({ deleteStatus: '200' });
    await server.call('POST', source.groups, { json: STAFF });
    const { status, text, headers } = await server.call('DELETE', source.group('g'));
    expect([status, text, headers['content-length'], headers['content-type']]).toEqual([200, '', '0', undefined]);
  });

  it('groupDelete=deactivate leaves the group without its members', async () => {
    const source = await newSource();
    server.choose({ groupDelete: 'deactivate' });
    await server.call('POST', source.groups, { json: STAFF });
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    await server.call('POST', source.members('g'), { json: { memberExternalId: '1' } });
    expect((await server.call('DELETE', source.group('g'))).status).toBe(204);
    expect(await storedGroups(server)).toMatchObject([{ name: 'Staff', members: [] }]);
  });
});

describe('every call about a group', () => {
  const calls = [
    ['POST', (source: ReturnType<typeof pathsOf>) => source.groups, { json: STAFF }],
    ['GET', (source: ReturnType<typeof pathsOf>) => source.group('g'), {}],
    ['POST', (source: ReturnType<typeof pathsOf>) => source.group('g'), { json: STAFF }],
    ['DELETE', (source: ReturnType<typeof pathsOf>) => source.group('g'), {}],
    ['GET', (source: ReturnType<typeof pathsOf>) => source.members('g'), {}],
    ['POST', (source: ReturnType<typeof pathsOf>) => source.members('g'), { json: { memberExternalId: '1' } }],
    ['DELETE', (source: ReturnType<typeof pathsOf>) => source.member('g', '1'), {}],
  ] as const;

  it.each(calls)('%s is 404 for an unknown source', async (method, path, options) => {
    expect(errorOf(await server.call(method, path(pathsOf('0oaNOWHERE')), options))).toEqual([
      404,
      'E0000007',
      'Not found: Resource not found: 0oaNOWHERE (AppInstance)',
      [],
    ]);
  });

  it.each(calls.slice(1))('%s is 404 for an unknown group', async (method, path, options) => {
    const source = await newSource();
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    expect(errorOf(await server.call(method, path(source), options))).toEqual([
      404,
      'E0000007',
      'Not found: Resource not found: g (UserGroup)',
      [],
    ]);
  });

  it.each(calls)('%s is 401 where groups are off for the org or the source', async (method, path, options) => {
    const off = [401, 'E0000015', 'You do not have permission to access the feature you are requesting', []];
    expect(errorOf(await server.call(method, path(await newSource({ importGroups: false })), options))).toEqual(off);
    server.choose({ groupLoads: 'unsupported' });
    expect(errorOf(await server.call(method, path(await newSource()), options))).toEqual(off);
  });

  it.each(calls)('%s needs a token, and one of this source or none', async (method, path, options) => {
    const source = await newSource();
    const none = await server.call(method, path(source), { ...options, token: null });
    expect(errorOf(none)).toEqual([401, 'E0000011', 'Invalid token provided', []]);
    const { value } = await server.createToken({ sourceId: (await newSource()).id });
    const other = await server.call(method, path(source), { ...options, token: value });
    expect(errorOf(other)).toEqual([403, 'E0000006', 'You do not have permission to perform the requested action', []]);
  });

  it.each(calls)('%s counts towards a limit', async (method, path, options) => {
    server.setLimits({ requestsPerMinute: 0 });
    const answer = await server.call(method, path(await newSource()), options);
    server.setLimits({});
    expect(answer.status).toBe(429);
  });

  it('that writes is refused while the source is not active; reading works', async () => {
    const source = await newSource();
    await server.call('POST', source.groups, { json: STAFF });
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    await server.org.transaction((tx) =>
      tx.execute(sql`UPDATE identity_sources SET status = 'INACTIVE' WHERE id = ${source.id}`),
    );
    for (const [method, path, options] of calls) {
      const { status } = await server.call(method, path(source), options);
      expect([method, status]).toEqual([method, method === 'GET' ? 200 : 400]);
    }
  });
});

describe('groups of single calls and of loads', () => {
  it('are the same', async () => {
    const source = await newSource();
    await server.call('POST', source.groups, { json: STAFF });
    await importLoads(server, source.id, [
      ['bulk-groups-upsert', { profiles: [{ externalId: 'g', profile: { displayName: 'Crew' } }] }],
    ]);
    expect((await server.call('GET', source.group('g'))).json).toMatchObject({ profile: { displayName: 'Crew' } });
    await server.call('DELETE', source.group('g'));
    expect(await storedGroups(server)).toEqual([]);
  });
});

describe('the System Log', () => {
  it('tells of every call about a group', async () => {
    const source = await newSource();
    const { id } = (await server.call('POST', source.groups, { json: STAFF })).json as Group;
    await server.call('POST', source.group('g'), { json: { profile: { displayName: 'Crew' } } });
    await server.call('DELETE', source.group('g'));
    const application = { id: source.id, type: 'AppInstance' };
    const target = (displayName: string) => ({ id, type: 'UserGroup', alternateId: 'g', displayName });
    expect(await readLog(server, 'eventType sw "system.identity_sources.group"')).toMatchObject([
      {
        eventType: 'system.identity_sources.group.create',
        displayMessage: 'Create identity source group',
        actor: { id: server.adminId },
        target: [target('Staff'), application],
        debugContext: { debugData: { job_id: expect.stringMatching(/^ij1/), instance_id: source.id, AppName: 'HR' } },
      },
      {
        eventType: 'system.identity_sources.group.update',
        target: [
          {
            ...target('Crew'),
            changeDetails: {
              from: { externalId: 'g', profile: STAFF.profile },
              to: { externalId: 'g', profile: { ...STAFF.profile, displayName: 'Crew' } },
            },
          },
          application,
        ],
      },
      { eventType: 'system.identity_sources.group.delete', target: [target('Crew'), application] },
    ]);
  });
});
