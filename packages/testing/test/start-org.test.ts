import { startOrg, TestingError } from '@headwater/testing';
import { expect, test } from 'vitest';
import { clientOf, logins } from './support/client.ts';

test('an org takes a client from its first session to people in the directory', async () => {
  const org = await startOrg();
  const client = clientOf(org);
  const session = await client.load(['ada', 'grace']);
  await org.waitForImports();
  expect(await client.status(session)).toBe('COMPLETED');
  expect(await logins(org)).toEqual(['ada@example.com', 'grace@example.com']);
  await org.close();
});

test('orgs of one server know nothing of each other, and a closed one is gone', async () => {
  const [one, other] = await Promise.all([
    startOrg(),
    startOrg({ sources: [{ label: 'HR' }, { label: 'Contractors' }] }),
  ]);
  await clientOf(one).load(['ada']);
  await one.waitForImports();
  expect([await logins(one), await logins(other)]).toEqual([['ada@example.com'], []]);
  expect(other.sources.map(({ label }) => label)).toEqual(['HR', 'Contractors']);
  expect((await clientOf({ ...other, token: one.token }).call('GET', '/api/v1/users')).status).toBe(401);
  await one.close();
  expect((await clientOf(one).call('GET', '/api/v1/users')).status).toBe(404);
  await other[Symbol.asyncDispose]();
});

test('links of an org lead into the org', async () => {
  const org = await startOrg();
  const { headers } = await clientOf(org).call('GET', '/api/v1/users?limit=1');
  expect(headers.get('link')).toContain(`<${org.url}/api/v1/users?limit=1>; rel="self"`);
  await org.close();
});

test('the same seed and the same requests give the same ids, in another org and after a reset', async () => {
  async function run(): Promise<readonly string[]> {
    const client = clientOf(org);
    const ids = [await client.load(['ada', 'grace'])];
    await org.waitForImports();
    ids.push(await client.load(['ada', 'edsger']));
    await org.waitForImports();
    return [...ids, ...(await org.people()).map(({ id }) => id)];
  }
  let org = await startOrg({ seed: 'river' });
  const first = await run();
  await org.reset();
  const again = await run();
  await org.close();
  org = await startOrg({ seed: 'river' });
  const elsewhere = await run();
  await org.close();
  org = await startOrg({ seed: 'delta' });
  const others = await run();
  await org.close();
  expect(again).toEqual(first);
  expect(elsewhere).toEqual(first);
  expect(others.filter((id) => first.includes(id))).toEqual([]);
  expect([...first].sort()).toEqual([...new Set(first)].sort());
});

test('limits, choices and settings of sources are those that were asked for', async () => {
  const org = await startOrg({
    limits: { bulkMaxItems: 1 },
    choices: { createSessionStatus: '200' },
    sources: [{ label: 'HR', settings: { autoActivateNewUsers: false } }],
  });
  const client = clientOf(org);
  expect((await client.call('POST', `/api/v1/identity-sources/${org.sourceId}/sessions`)).status).toBe(200);
  const [{ id } = { id: '' }] = (await client.call('GET', `/api/v1/identity-sources/${org.sourceId}/sessions`))
    .json as readonly { readonly id: string }[];
  expect((await client.upsert(id, ['ada', 'grace'])).status).toBe(400);
  await client.upsert(id, ['ada']);
  await client.start(id);
  await org.waitForImports();
  expect((await org.people()).map(({ status }) => status)).toEqual(['STAGED']);
  await org.close();
});

test('groups that were loaded are there by name', async () => {
  const org = await startOrg();
  const client = clientOf(org);
  const session = await client.createSession();
  const path = `/api/v1/identity-sources/${org.sourceId}/sessions/${session}/bulk-groups-upsert`;
  const profiles = ['Staff', 'Board'].map((displayName) => ({ externalId: displayName, profile: { displayName } }));
  expect((await client.call('POST', path, { profiles })).status).toBe(202);
  await client.start(session);
  await org.waitForImports();
  expect((await org.groups()).map(({ profile }) => profile.name)).toEqual(['Board', 'Staff']);
  await org.close();
});

test('a source that is added imports on its own', async () => {
  const org = await startOrg();
  const added = await org.createSource('Contractors');
  await clientOf({ ...org, sourceId: added.id }).load(['ada']);
  await org.waitForImports();
  expect(await logins(org)).toEqual(['ada@example.com']);
  await org.close();
});

test.each([
  [{ name: 'Not A Name' }, 'cannot be the name of an org'],
  [{ limits: { speed: 1 } }, 'There is no such limit'],
  [{ seed: '' }, 'seed'],
  [{ sources: [{ label: ' ' }] }, 'Label must be specified'],
])('an org that cannot be made says why: %j', async (options, reason) => {
  // What comes from outside is not bound by the types.
  const attempt = startOrg(options as never);
  await expect(attempt).rejects.toThrow(TestingError);
  await expect(attempt).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining(reason) });
});

test('a name can be taken once', async () => {
  const org = await startOrg({ name: 'unique_one' });
  await expect(startOrg({ name: 'unique_one' })).rejects.toMatchObject({ code: 'refused', answer: { status: 400 } });
  await org.close();
  await (await startOrg({ name: 'unique_one' })).close();
});
