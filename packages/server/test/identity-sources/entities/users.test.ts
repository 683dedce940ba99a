// Long: every operation on single people, each with its success and all its refusals.

import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../http/test-server.ts';
import {
  AUTOMATIC,
  directoryOf,
  errorOf,
  forget,
  importPeople,
  pathsOf,
  person,
  shown,
  startEntitiesServer,
  storedRecords,
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
  const { id, label } = await server.createSource('HR', settings);
  await server.org.transaction((tx) => tx.execute(sql`DELETE FROM events`));
  return { id, label, ...pathsOf(id) };
}

const ID = expect.stringMatching(/^0ua[0-9A-Za-z]{17}$/);

/** The instant of the answers, whatever other tests did to the clock. */
function now(): string {
  return `${server.clock.now().toISOString().slice(0, 19)}.000Z`;
}

describe('the creation of a user', () => {
  it('answers with the user, who is in the directory at once', async () => {
    const source = await newSource();
    const json = { externalId: 'E 1/x', profile: person('ann') };
    const created = await server.call('POST', source.users, { json });
    const user = { id: ID, externalId: 'E 1/x', created: now(), lastUpdated: now(), profile: shown(person('ann')) };
    expect([created.status, created.json]).toEqual([200, user]);
    expect((await server.call('GET', source.user('E 1/x'))).json).toEqual(created.json);
    expect(await directoryOf(server)).toEqual({
      'ann@example.com': {
        status: 'STAGED',
        profile: { login: 'ann@example.com', email: 'ann@example.com', firstName: 'ann', lastName: 'Doe' },
      },
    });
  });

  it('leaves one who waits for confirmation out of the directory', async () => {
    const source = await newSource({});
    const json = { externalId: '1', profile: person('ann') };
    expect((await server.call('POST', source.users, { json })).status).toBe(200);
    expect((await server.call('GET', source.user('1'))).json).toMatchObject({ profile: shown(person('ann')) });
    expect(await directoryOf(server)).toEqual({});
  });

  it('is an import of one record, which lists show when asked for it', async () => {
    const source = await newSource();
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    expect((await server.call('GET', '/api/v1/headwater/imports')).json).toEqual([]);
    const { json } = await server.call('GET', '/api/v1/headwater/imports?kind=RECORD');
    const [found] = json as readonly { readonly id: string }[];
    expect(json).toMatchObject([
      {
        sessionId: null,
        identitySourceId: source.id,
        status: 'COMPLETED',
        progress: { total: 1, planned: 1, applied: 1 },
        counters: { users: { scanned: 1, added: 1 } },
      },
    ]);
    const records = await server.call('GET', `/api/v1/headwater/imports/${found?.id}/records`);
    expect(records.json).toMatchObject([{ externalId: '1', action: 'upsert', outcome: 'added', link: 'created' }]);
  });

  it('createExisting=400 refuses an external id that exists (default)', async () => {
    const source = await newSource();
    const json = { externalId: '1', profile: person('ann') };
    await server.call('POST', source.users, { json });
    const before = await storedRecords(server);
    expect(errorOf(await server.call('POST', source.users, { json }))).toEqual([
      400,
      'E0000001',
      'Api validation failed: externalId',
      ['externalId: The identity source has 1 already'],
    ]);
    expect(await storedRecords(server)).toEqual(before);
  });

  it('createExisting=409 calls it a conflict', async () => {
    const source = await newSource();
    server.choose({ createExisting: '409' });
    const json = { externalId: '1', profile: person('ann') };
    await server.call('POST', source.users, { json });
    expect(errorOf(await server.call('POST', source.users, { json }))).toEqual([
      409,
      'E0000195',
      'Api validation failed due to conflict: externalId',
      ['externalId: The identity source has 1 already'],
    ]);
  });

  it('createExisting=update updates it as an upload would: absent attributes stay', async () => {
    const source = await newSource();
    server.choose({ createExisting: 'update' });
    await server.call('POST', source.users, {
      json: { externalId: '1', profile: person('ann', { mobilePhone: '1' }) },
    });
    const answer = await server.call('POST', source.users, {
      json: { externalId: '1', profile: person('ann', { lastName: 'Roe' }) },
    });
    expect([answer.status, answer.json]).toMatchObject([
      200,
      { profile: shown(person('ann', { lastName: 'Roe', mobilePhone: '1' })) },
    ]);
    expect((await server.events()).map(({ type }) => type)).toEqual([
      'system.identity_sources.user.create',
      'system.identity_sources.user.update',
    ]);
  });

  it('createUserBody=user answers with the user (default), createUserBody=none with nothing', async () => {
    const source = await newSource();
    const withBody = await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    server.choose({ createUserBody: 'none' });
    const without = await server.call('POST', source.users, { json: { externalId: '2', profile: person('bob') } });
    expect([withBody.status, withBody.headers['content-type']]).toEqual([200, 'application/json']);
    expect(withBody.json).toMatchObject({ externalId: '1' });
    expect([without.status, without.text, without.headers['content-length'], without.headers['content-type']]).toEqual([
      200,
      '',
      '0',
      undefined,
    ]);
    expect((await server.call('GET', source.user('2'))).status).toBe(200);
  });

  it('brings one who was deleted back, linked to the same person', async () => {
    const source = await newSource({ ...AUTOMATIC, reactivateDeactivatedUsers: true });
    const json = { externalId: '1', profile: person('ann') };
    const first = (await server.call('POST', source.users, { json })).json as { readonly id: string };
    await server.call('DELETE', source.user('1'));
    expect(await directoryOf(server)).toMatchObject({ 'ann@example.com': { status: 'DEPROVISIONED' } });
    const again = await server.call('POST', source.users, { json });
    expect([again.status, again.json]).toMatchObject([200, { id: first.id, externalId: '1' }]);
    expect(await directoryOf(server)).toMatchObject({ 'ann@example.com': { status: 'PROVISIONED' } });
    expect((await server.events()).map(({ type }) => type)).toEqual([
      'system.identity_sources.user.create',
      'system.identity_sources.user.delete',
      'system.identity_sources.user.create',
    ]);
  });

  it('links somebody who is in the directory already', async () => {
    const source = await newSource();
    const other = await newSource();
    await server.call('POST', other.users, { json: { externalId: 'o', profile: person('ann') } });
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    expect(Object.keys(await directoryOf(server))).toEqual(['ann@example.com']);
  });
});

describe('the values of a user', () => {
  it('nonStringValues=convert takes numbers and booleans as their text (default), nonStringValues=reject refuses them', async () => {
    const source = await newSource();
    const json = { externalId: '1', profile: person('ann', { mobilePhone: 4711 }) };
    const taken = await server.call('POST', source.users, { json });
    expect(taken.json).toMatchObject({ profile: { mobilePhone: '4711' } });
    server.choose({ nonStringValues: 'reject' });
    expect(errorOf(await server.call('PATCH', source.user('1'), { json: { profile: json.profile } }))).toEqual([
      400,
      'E0000001',
      'Api validation failed: profile',
      ['profile.mobilePhone: The field must be a string'],
    ]);
  });

  it('emptyStrings=value keeps an empty text (default), emptyStrings=null clears', async () => {
    const source = await newSource();
    const profile = person('ann', { mobilePhone: '' });
    const kept = await server.call('POST', source.users, { json: { externalId: '1', profile } });
    expect(kept.json).toMatchObject({ profile: { mobilePhone: '' } });
    server.choose({ emptyStrings: 'null' });
    const cleared = await server.call('PATCH', source.user('1'), { json: { profile } });
    expect(cleared.json).toMatchObject({ profile: { mobilePhone: null } });
  });

  it('unknownAttributes=drop leaves out what the schema has not (default), unknownAttributes=reject refuses the call', async () => {
    const source = await newSource();
    const json = { externalId: '1', profile: person('ann', { shoeSize: '9' }) };
    const created = await server.call('POST', source.users, { json });
    expect([created.status, created.json]).toMatchObject([200, { profile: shown(person('ann')) }]);
    server.choose({ unknownAttributes: 'reject' });
    expect(errorOf(await server.call('PUT', source.user('1'), { json: { profile: json.profile } }))).toEqual([
      400,
      'E0000001',
      'Api validation failed: profile',
      ['profile.shoeSize: The schema has no such attribute'],
    ]);
  });

  it('are checked against the lengths of the schema, with a cause for each, and nothing is stored', async () => {
    const source = await newSource();
    const profile = { userName: 'u'.repeat(101), email: 'nowhere', firstName: 'f'.repeat(51), lastName: 'Doe' };
    expect(errorOf(await server.call('POST', source.users, { json: { externalId: '1', profile } }))).toEqual([
      400,
      'E0000001',
      'Api validation failed: profile',
      [
        'profile.userName: The field must be at most 100 characters',
        'profile.email: The field must be an email address',
        'profile.firstName: The field must be at most 50 characters',
      ],
    ]);
    expect(await storedRecords(server)).toEqual({ imports: 0, records: 0, changes: 0, people: 0 });
    expect(await server.events()).toEqual([]);
  });
});

describe('the external id of a user', () => {
  it('may hold whatever a path can carry, percent-encoded once', async () => {
    const source = await newSource();
    for (const externalId of ['G 1/x', 'a@b+c', '100%', '%2F', 'ß/é?#&', 'x'.repeat(512)]) {
      const name = `p${externalId.length}`;
      const json = { externalId, profile: person(name) };
      expect((await server.call('POST', source.users, { json })).status).toBe(200);
      expect((await server.call('GET', source.user(externalId))).json).toMatchObject({ externalId });
      expect((await server.call('DELETE', source.user(externalId))).status).toBe(204);
    }
  });

  it('externalIdCase=same and externalIdBlanks=trimmed find a person by other spellings', async () => {
    const source = await newSource();
    server.choose({ externalIdCase: 'same', externalIdBlanks: 'trimmed' });
    const created = await server.call('POST', source.users, { json: { externalId: ' Ab ', profile: person('ann') } });
    expect(created.json).toMatchObject({ externalId: 'ab' });
    expect((await server.call('GET', source.user('AB '))).json).toEqual(created.json);
  });

  it.each([
    [undefined, 'The field cannot be left blank'],
    ['', 'The field cannot be left blank'],
    [7, 'The field must be a string'],
    ['x'.repeat(513), 'The field is too long: at most 512 characters'],
    ['a\u0000', 'The field has a character that cannot be stored'],
  ])('is refused as %j', async (externalId, problem) => {
    const source = await newSource();
    const answer = await server.call('POST', source.users, { json: { externalId, profile: person('ann') } });
    expect(errorOf(answer)).toEqual([400, 'E0000001', 'Api validation failed: externalId', [`externalId: ${problem}`]]);
  });

  it('cannot be changed', async () => {
    const source = await newSource();
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    const same = await server.call('PUT', source.user('1'), { json: { externalId: '1', profile: person('ann') } });
    expect(same.status).toBe(200);
    const other = await server.call('PUT', source.user('1'), { json: { externalId: '2', profile: person('ann') } });
    expect(errorOf(other)).toEqual([
      400,
      'E0000001',
      'Api validation failed: externalId',
      ['externalId: The external id cannot be changed; leave it out, or send that of the path'],
    ]);
  });
});

describe.each(['merge', 'replace'] as const)('under absentAttributes=%s', (absentAttributes) => {
  it('a replacement clears what it does not name', async () => {
    const source = await newSource({ ...AUTOMATIC, absentAttributes });
    const profile = person('ann', { mobilePhone: '1', secondEmail: 'ann@home.example' });
    await server.call('POST', source.users, { json: { externalId: '1', profile } });
    const { lastName: _, ...rest } = person('ann', { firstName: 'Anna', mobilePhone: '2', lastName: 'Doe' });
    const answer = await server.call('PUT', source.user('1'), { json: { profile: { ...rest, lastName: 'Doe' } } });
    expect([answer.status, answer.json]).toMatchObject([
      200,
      { externalId: '1', profile: shown(person('ann', { firstName: 'Anna', mobilePhone: '2' })) },
    ]);
    expect(await directoryOf(server)).toMatchObject({
      'ann@example.com': {
        profile: {
          login: 'ann@example.com',
          email: 'ann@example.com',
          firstName: 'Anna',
          lastName: 'Doe',
          mobilePhone: '2',
        },
      },
    });
  });

  it('an update keeps what it does not name, and null clears', async () => {
    const source = await newSource({ ...AUTOMATIC, absentAttributes });
    const profile = person('ann', { mobilePhone: '1', secondEmail: 'ann@home.example' });
    await server.call('POST', source.users, { json: { externalId: '1', profile } });
    server.clock.advance(5_000);
    const { userName, email } = person('ann');
    const answer = await server.call('PATCH', source.user('1'), {
      json: { profile: { userName, email, firstName: 'Anna', secondEmail: null } },
    });
    expect([answer.status, answer.json]).toMatchObject([
      200,
      { lastUpdated: now(), profile: shown(person('ann', { firstName: 'Anna', mobilePhone: '1' })) },
    ]);
  });
});

describe('replacement and update of a user', () => {
  it('do nothing the second time', async () => {
    const source = await newSource();
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    for (const method of ['PUT', 'PATCH']) {
      const json = { profile: person('ann', { firstName: method }) };
      const first = await server.call(method, source.user('1'), { json });
      server.clock.advance(60_000);
      const second = await server.call(method, source.user('1'), { json });
      expect([second.status, second.json]).toEqual([200, first.json]);
    }
    const { json } = await server.call('GET', '/api/v1/headwater/imports?kind=RECORD');
    expect((json as readonly { counters: { users: object } }[]).map(({ counters }) => counters.users)).toMatchObject([
      { unchanged: 1 },
      { updated: 1 },
      { unchanged: 1 },
      { updated: 1 },
      { added: 1 },
    ]);
  });

  it('rename the person in the directory', async () => {
    const source = await newSource();
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    const answer = await server.call('PATCH', source.user('1'), { json: { profile: person('eve') } });
    expect(answer.status).toBe(200);
    expect(Object.keys(await directoryOf(server))).toEqual(['eve@example.com']);
  });

  it('work on a person who was imported, and an import on one who was updated', async () => {
    const source = await newSource();
    await importPeople(server, source.id, [['1', person('ann')]]);
    const patched = await server.call('PATCH', source.user('1'), {
      json: { profile: person('ann', { mobilePhone: '1' }) },
    });
    expect(patched.json).toMatchObject({ profile: shown(person('ann', { mobilePhone: '1' })) });
    await importPeople(server, source.id, [['1', person('ann', { mobilePhone: null })]]);
    expect((await server.call('GET', source.user('1'))).json).toMatchObject({ profile: shown(person('ann')) });
  });

  it.each(['PUT', 'PATCH'])('%s needs email and userName with a value (scenario 18)', async (method) => {
    const source = await newSource();
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    for (const [profile, missing] of [
      [{ userName: 'ann@example.com', email: null }, ['email']],
      [{ userName: '', email: 'ann@example.com' }, ['userName']],
      [{ firstName: 'Anna' }, ['userName', 'email']],
    ] as const) {
      expect(errorOf(await server.call(method, source.user('1'), { json: { profile } }))).toEqual([
        400,
        'E0000001',
        'Api validation failed: profile',
        missing.map((name) => `profile.${name}: The field cannot be left blank`),
      ]);
    }
  });
});

describe('the deletion of a user', () => {
  it('deleteStatus=204 deactivates the person, who is then unknown (default)', async () => {
    const source = await newSource();
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    const answer = await server.call('DELETE', source.user('1'));
    expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([204, '', undefined]);
    expect(await directoryOf(server)).toMatchObject({ 'ann@example.com': { status: 'DEPROVISIONED' } });
    const gone = [404, 'E0000007', 'Not found: Resource not found: 1 (AppUser)', []];
    expect(errorOf(await server.call('GET', source.user('1')))).toEqual(gone);
    expect(errorOf(await server.call('DELETE', source.user('1')))).toEqual(gone);
    expect(errorOf(await server.call('PUT', source.user('1'), { json: { profile: person('ann') } }))).toEqual(gone);
    expect(errorOf(await server.call('PATCH', source.user('1'), { json: { profile: person('ann') } }))).toEqual(gone);
  });

  it('deleteStatus=200 answers 200 without a body', async () => {
    const source = await newSource();
    server.choose({ deleteStatus: '200' });
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    const { status, text, headers } = await server.call('DELETE', source.user('1'));
    expect([status, text, headers['content-length'], headers['content-type']]).toEqual([200, '', '0', undefined]);
  });

  it.each([
    ['NONE', 'STAGED'],
    ['SUSPEND', 'STAGED'],
    ['DEACTIVATE', 'DEPROVISIONED'],
  ] as const)('does to the person what the source says: %s', async (userOffboardingAction, status) => {
    const source = await newSource({ ...AUTOMATIC, userOffboardingAction });
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    expect((await server.call('DELETE', source.user('1'))).status).toBe(204);
    expect(await directoryOf(server)).toMatchObject({ 'ann@example.com': { status } });
  });

  it('forgets one who waits for confirmation', async () => {
    const source = await newSource({});
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    expect((await server.call('DELETE', source.user('1'))).status).toBe(204);
    expect((await server.call('GET', source.user('1'))).status).toBe(404);
  });
});

describe('a call that an import would count as an error', () => {
  it('is refused with the reason, and nothing of it is stored', async () => {
    const source = await newSource({ autoConfirmNewUsers: true });
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    const before = await storedRecords(server);
    const taken = await server.call('POST', source.users, { json: { externalId: '2', profile: person('ann') } });
    expect(errorOf(taken)).toEqual([
      400,
      'E0000001',
      'Api validation failed: profile',
      [expect.stringMatching(/^profile: The record matches user 00u\w{17}, who is linked to 1 of this source\.$/)],
    ]);
    const { lastName: _, ...nameless } = person('bob');
    const missing = await server.call('POST', source.users, { json: { externalId: '3', profile: nameless } });
    expect(errorOf(missing)).toEqual([
      400,
      'E0000001',
      'Api validation failed: profile',
      ['lastName: Value for required property lastName is missing.'],
    ]);
    expect(await storedRecords(server)).toEqual(before);
  });

  it('changes nothing at all where only the login is taken', async () => {
    const source = await newSource();
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    await server.call('POST', source.users, { json: { externalId: '2', profile: person('bob') } });
    const before = [await storedRecords(server), await directoryOf(server)];
    const json = { profile: person('ann', { firstName: 'Robert' }) };
    expect(errorOf(await server.call('PATCH', source.user('2'), { json }))).toEqual([
      400,
      'E0000001',
      'Api validation failed: profile',
      [expect.stringMatching(/^login: The login ann@example\.com is already used by 00u\w{17}\.$/)],
    ]);
    expect([await storedRecords(server), await directoryOf(server)]).toEqual(before);
  });
});

describe('every call about a user', () => {
  const body = { json: { externalId: '1', profile: person('ann') } };
  const calls = [
    ['POST', (source: ReturnType<typeof pathsOf>) => source.users, body],
    ['GET', (source: ReturnType<typeof pathsOf>) => source.user('1'), {}],
    ['PUT', (source: ReturnType<typeof pathsOf>) => source.user('1'), body],
    ['PATCH', (source: ReturnType<typeof pathsOf>) => source.user('1'), body],
    ['DELETE', (source: ReturnType<typeof pathsOf>) => source.user('1'), {}],
  ] as const;

  it.each(calls)('%s is 404 for an unknown source', async (method, path, options) => {
    expect(errorOf(await server.call(method, path(pathsOf('0oaNOWHERE')), options))).toEqual([
      404,
      'E0000007',
      'Not found: Resource not found: 0oaNOWHERE (AppInstance)',
      [],
    ]);
  });

  it.each(calls.slice(1))('%s is 404 for an unknown user', async (method, path, options) => {
    expect(errorOf(await server.call(method, path(await newSource()), options))).toEqual([
      404,
      'E0000007',
      'Not found: Resource not found: 1 (AppUser)',
      [],
    ]);
  });

  it.each(calls)('%s needs a token', async (method, path, options) => {
    const answer = await server.call(method, path(await newSource()), { ...options, token: null });
    expect(errorOf(answer)).toEqual([401, 'E0000011', 'Invalid token provided', []]);
  });

  it.each(calls)('%s is refused to a token of another source', async (method, path, options) => {
    const { value } = await server.createToken({ sourceId: (await newSource()).id });
    const answer = await server.call(method, path(await newSource()), { ...options, token: value });
    expect(errorOf(answer)).toEqual([
      403,
      'E0000006',
      'You do not have permission to perform the requested action',
      [],
    ]);
  });

  it.each(calls)('%s counts towards the limit of users', async (method, path, options) => {
    server.setLimits({ requestsPerMinute: 0 });
    const answer = await server.call(method, path(await newSource()), options);
    server.setLimits({});
    expect(answer.status).toBe(429);
  });

  it('that writes is refused while the source is not active; reading works', async () => {
    const source = await newSource();
    await server.call('POST', source.users, body);
    await server.org.transaction((tx) =>
      tx.execute(sql`UPDATE identity_sources SET status = 'INACTIVE' WHERE id = ${source.id}`),
    );
    for (const [method, path, options] of calls) {
      const { status } = await server.call(method, path(source), options);
      expect([method, status]).toEqual([method, method === 'GET' ? 200 : 400]);
    }
  });

  it.each(['POST', 'PUT', 'PATCH'])('%s needs a body', async (method) => {
    const source = await newSource();
    const path = method === 'POST' ? source.users : source.user('1');
    const malformed = [400, 'E0000003', 'The request body was not well-formed.', []];
    for (const raw of ['', '{', '[]', 'null', '"x"']) {
      const headers = { 'content-type': 'application/json' };
      expect(errorOf(await server.call(method, path, { raw, headers }))).toEqual(malformed);
    }
    expect(errorOf(await server.call(method, path, { json: { externalId: '1' } }))).toEqual([
      400,
      'E0000001',
      'Api validation failed: profile',
      ['profile: The field cannot be left blank'],
    ]);
  });
});

describe('the System Log', () => {
  it('tells of every call with who made it, the person, and the old and new profile of an update', async () => {
    const source = await newSource();
    const created = await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    const { id } = created.json as { readonly id: string };
    await server.call('PATCH', source.user('1'), { json: { profile: person('ann', { firstName: 'Anna' }) } });
    await server.call('DELETE', source.user('1'));
    const log = await server.call(
      'GET',
      '/api/v1/logs?since=2026-01-01T00:00:00Z&filter=eventType sw "system.identity_sources.user"'
        .replaceAll(' ', '%20')
        .replaceAll('"', '%22'),
    );
    const application = { id: source.id, type: 'AppInstance', alternateId: 'HR', displayName: 'HR', detailEntry: null };
    const target = (displayName: string) => ({ id, type: 'AppUser', alternateId: '1', displayName, detailEntry: null });
    const debug = { debugData: { job_id: expect.stringMatching(/^ij1/), instance_id: source.id, AppName: 'HR' } };
    const actor = { id: server.adminId };
    expect(log.json).toMatchObject([
      {
        eventType: 'system.identity_sources.user.create',
        displayMessage: 'Create identity source user',
        outcome: { result: 'SUCCESS', reason: null },
        actor,
        target: [target('ann Doe'), application],
        debugContext: debug,
        transaction: { type: 'WEB' },
      },
      {
        eventType: 'system.identity_sources.user.update',
        target: [
          {
            ...target('Anna Doe'),
            changeDetails: {
              from: { externalId: '1', profile: person('ann') },
              to: { externalId: '1', profile: person('ann', { firstName: 'Anna' }) },
            },
          },
          application,
        ],
        debugContext: debug,
      },
      { eventType: 'system.identity_sources.user.delete', target: [target('Anna Doe'), application] },
    ]);
  });

  it('tells what the call did to the person, as of an import', async () => {
    const source = await newSource();
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    const log = await server.call('GET', '/api/v1/logs?since=2026-01-01T00:00:00Z');
    expect((log.json as readonly { eventType: string }[]).map(({ eventType }) => eventType).sort()).toEqual([
      'application.user_membership.add',
      'system.identity_sources.user.create',
      'system.import.user.create',
      'user.lifecycle.create',
    ]);
  });
});
