import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TestServer } from '../../http/test-server.ts';
import {
  AUTOMATIC,
  directoryOf,
  forget,
  importPeople,
  pathsOf,
  person,
  startEntitiesServer,
  triggerLoads,
  workOn,
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
  return { id, ...pathsOf(id) };
}

const SIXTEEN = Array.from({ length: 16 }, (_, index) => index);

async function statuses(calls: readonly Promise<{ readonly status: number }>[]): Promise<readonly number[]> {
  return (await Promise.all(calls)).map(({ status }) => status).sort();
}

describe('sixteen calls at a time', () => {
  it('update one person one after the other: every attribute that one of them names is kept', async () => {
    const source = await newSource();
    const { userName, email } = person('ann');
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('ann') } });
    const names = ['firstName', 'lastName', 'mobilePhone', 'homeAddress'];
    const calls = SIXTEEN.map((index) => {
      const profile = { userName, email, [names[index % 4] ?? '']: `value ${index % 4}` };
      return server.call('PATCH', source.user('1'), { json: { profile } });
    });
    expect(await statuses(calls)).toEqual(SIXTEEN.map(() => 200));
    const { json } = await server.call('GET', source.user('1'));
    expect(json).toMatchObject({ profile: Object.fromEntries(names.map((name, index) => [name, `value ${index}`])) });
    const { json: imports } = await server.call('GET', '/api/v1/headwater/imports?kind=RECORD');
    const counters = (imports as readonly { counters: { users: Record<string, number> } }[]).map((one) => one.counters);
    const sum = (name: string) => counters.reduce((total, { users }) => total + (users[name] ?? 0), 0);
    expect([sum('added'), sum('updated'), sum('unchanged')]).toEqual([1, 4, 12]);
  });

  it('all follow a source that was changed since the last call', async () => {
    const source = await newSource();
    const create = (index: number) =>
      server.call('POST', source.users, { json: { externalId: `${index}`, profile: person(`p${index}`) } });
    const become = (status: string) =>
      server.org.transaction((tx) =>
        tx.execute(sql`UPDATE identity_sources SET status = ${status} WHERE id = ${source.id}`),
      );
    expect((await create(16)).status).toBe(200);
    await become('INACTIVE');
    expect(await statuses(SIXTEEN.map(create))).toEqual(SIXTEEN.map(() => 400));
    await become('ACTIVE');
    expect(await statuses(SIXTEEN.map(create))).toEqual(SIXTEEN.map(() => 200));
  });

  it('update sixteen people', async () => {
    const source = await newSource();
    await importPeople(
      server,
      source.id,
      SIXTEEN.map((index) => [`${index}`, person(`p${index}`)] as const),
    );
    const calls = SIXTEEN.map((index) => {
      const json = { profile: person(`p${index}`, { mobilePhone: `${index}` }) };
      return server.call('PUT', source.user(`${index}`), { json });
    });
    expect(await statuses(calls)).toEqual(SIXTEEN.map(() => 200));
    const directory = await directoryOf(server);
    for (const index of SIXTEEN) {
      expect(directory[`p${index}@example.com`]).toMatchObject({ profile: { mobilePhone: `${index}` } });
    }
  });

  it('create one external id: one makes the person, the others find it', async () => {
    const source = await newSource();
    const json = { externalId: '1', profile: person('ann') };
    const calls = SIXTEEN.map(() => server.call('POST', source.users, { json }));
    expect(await statuses(calls)).toEqual([200, ...SIXTEEN.slice(1).map(() => 400)]);
    expect(Object.keys(await directoryOf(server))).toEqual(['ann@example.com']);
  });

  it('want one login for sixteen new people: one gets it, the others are refused whole', async () => {
    const source = await newSource();
    const calls = SIXTEEN.map((index) =>
      server.call('POST', source.users, { json: { externalId: `${index}`, profile: person('ann') } }),
    );
    expect(await statuses(calls)).toEqual([200, ...SIXTEEN.slice(1).map(() => 400)]);
    expect(Object.keys(await directoryOf(server))).toEqual(['ann@example.com']);
    const people = await server.org.read((tx) => tx.query(sql`SELECT FROM source_users`));
    expect(people.length).toBe(1);
  });

  it('want one login for sixteen known people: one gets it, the others keep theirs', async () => {
    const source = await newSource();
    await importPeople(
      server,
      source.id,
      SIXTEEN.map((index) => [`${index}`, person(`p${index}`)] as const),
    );
    const calls = SIXTEEN.map((index) =>
      server.call('PATCH', source.user(`${index}`), { json: { profile: person('wanted') } }),
    );
    expect(await statuses(calls)).toEqual([200, ...SIXTEEN.slice(1).map(() => 400)]);
    const logins = Object.keys(await directoryOf(server));
    expect([logins.length, logins.filter((login) => login === 'wanted@example.com').length]).toEqual([16, 1]);
  });

  it('exchange logins without an end in which two have one', async () => {
    const source = await newSource();
    await server.call('POST', source.users, { json: { externalId: '0', profile: person('p0') } });
    await server.call('POST', source.users, { json: { externalId: '1', profile: person('p1') } });
    const calls = SIXTEEN.map((index) =>
      server.call('PATCH', source.user(`${index % 2}`), { json: { profile: person(`p${(index + 1) % 3}`) } }),
    );
    for (const status of await statuses(calls)) expect([200, 400]).toContain(status);
    const logins = Object.keys(await directoryOf(server));
    expect(logins.length).toBe(2);
  });

  it('add and remove members of one group', async () => {
    const source = await newSource();
    await server.call('POST', source.groups, { json: { externalId: 'g', profile: { displayName: 'Staff' } } });
    await importPeople(
      server,
      source.id,
      SIXTEEN.map((index) => [`${index}`.padStart(2, '0'), person(`p${index}`)] as const),
    );
    const ids = SIXTEEN.map((index) => `${index}`.padStart(2, '0'));
    const add = (memberExternalId: string) => server.call('POST', source.members('g'), { json: { memberExternalId } });
    expect(await statuses([...ids, ...ids].map(add))).toEqual([...ids, ...ids].map(() => 204));
    expect((await server.call('GET', source.members('g'))).json).toEqual({ memberExternalIds: ids });
    const remove = (id: string) => server.call('DELETE', source.member('g', id));
    expect(await statuses([...ids, ...ids].map(remove))).toEqual([...ids.map(() => 204), ...ids.map(() => 404)]);
  });

  it('update and delete one group: those after the deletion do not find it', async () => {
    const source = await newSource();
    await server.call('POST', source.groups, { json: { externalId: 'g', profile: { displayName: 'Staff' } } });
    const update = (index: number) =>
      server.call('POST', source.group('g'), { json: { profile: { displayName: `Staff ${index}` } } });
    expect(await statuses(SIXTEEN.map(update))).toEqual(SIXTEEN.map(() => 200));
    const mixed = SIXTEEN.map((index) => (index === 7 ? server.call('DELETE', source.group('g')) : update(index)));
    for (const status of await statuses(mixed)) expect([200, 204, 404]).toContain(status);
    expect((await server.call('GET', source.group('g'))).status).toBe(404);
  });
});

describe.each([
  ['who are linked', AUTOMATIC],
  ['who wait for confirmation', {}],
] as const)('calls beside a running import, of people %s', (_title, settings) => {
  it('are both in the end: neither loses what the other wrote', async () => {
    const source = await newSource(settings);
    const ids = Array.from({ length: 120 }, (_, index) => `${index}`);
    await importPeople(
      server,
      source.id,
      ids.map((id) => [id, person(`p${id}`)] as const),
    );
    const sparse = (id: string, more: object) => {
      const { userName, email } = person(`p${id}`);
      return { userName, email, ...more };
    };
    const profiles = ids.map((externalId) => ({ externalId, profile: sparse(externalId, { mobilePhone: 'import' }) }));
    await triggerLoads(server, source.id, [['bulk-upsert', { profiles }]]);
    const working = workOn(server, source.id, 10);
    const calls = ids
      .toReversed()
      .map((id) => server.call('PATCH', source.user(id), { json: { profile: sparse(id, { lastName: 'Call' }) } }));
    expect(await statuses(calls)).toEqual(ids.map(() => 200));
    await working;
    const people = await server.org.read((tx) =>
      tx.query<{ profile: object }>(sql`SELECT profile::json AS profile FROM source_users`),
    );
    expect(people.length).toBe(ids.length);
    for (const { profile } of people) expect(profile).toMatchObject({ mobilePhone: 'import', lastName: 'Call' });
    for (const user of Object.values(await directoryOf(server))) {
      expect(user).toMatchObject({ profile: { mobilePhone: 'import', lastName: 'Call' } });
    }
    const [last] = (await server.call('GET', '/api/v1/headwater/imports')).json as readonly object[];
    expect(last).toMatchObject({ status: 'COMPLETED', counters: { users: { scanned: ids.length, errors: 0 } } });
  });
});
