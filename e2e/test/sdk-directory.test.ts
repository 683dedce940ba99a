import { Client } from '@okta/okta-sdk-nodejs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sdkRefusal } from '../src/sdk-refusal.ts';
import { type ServerProcess, Stage } from '../src/stage.ts';

const stage = new Stage();
let server: ServerProcess;
let client: Client;

beforeAll(async () => {
  server = await stage.start({ dataDir: await stage.folder() });
  client = new Client({ orgUrl: server.url, token: server.firstStart?.token ?? '' });
});

afterAll(() => stage.close());

const profile = (name: string) => ({
  login: `${name}@corp.example`,
  email: `${name}@corp.example`,
  firstName: 'A',
  lastName: name,
});

/** Status, code and sentence that a call was refused with. */
async function refusal(call: Promise<unknown>): Promise<readonly [number, string, string]> {
  const { status, errorCode, errorSummary } = await sdkRefusal(call);
  return [status, String(errorCode), errorSummary];
}

test('the official client takes a user through its whole life', async () => {
  const { userApi } = client;
  const created = await userApi.createUser({
    body: { profile: profile('ann'), credentials: { password: { value: 'correct horse' } } },
    activate: false,
  });
  const userId = created.id ?? '';
  expect([created.status, created.created, created.profile?.login, created.credentials?.provider?.type]).toEqual([
    'STAGED',
    expect.any(Date),
    'ann@corp.example',
    'OKTA',
  ]);
  expect(await userApi.activateUser({ userId, sendEmail: false })).toEqual({
    activationToken: expect.any(String),
    activationUrl: expect.stringMatching(/^http/),
  });
  expect(await refusal(userApi.activateUser({ userId }))).toEqual([
    403,
    'E0000016',
    'Activation failed because the user is already active',
  ]);
  const updated = await userApi.updateUser({ userId, user: { profile: { title: 'Dr' } } });
  expect([updated.status, updated.profile?.title]).toEqual(['ACTIVE', 'Dr']);
  const stale = userApi.replaceUser({ userId, user: { profile: profile('ann') }, ifMatch: 'W/"1"' });
  expect((await refusal(stale))[0]).toBe(412);
  const replaced = await userApi.replaceUser({ userId, user: { profile: profile('ann') } });
  expect(replaced.profile?.title).toBeUndefined();
  await userApi.suspendUser({ userId });
  expect((await userApi.getUser({ userId: 'ann@corp.example' })).status).toBe('SUSPENDED');
  await userApi.unsuspendUser({ userId });
  expect((await userApi.expirePassword({ userId })).status).toBe('PASSWORD_EXPIRED');
  await userApi.deactivateUser({ userId });
  await userApi.deleteUser({ userId });
  expect(await refusal(userApi.getUser({ userId }))).toEqual([
    404,
    'E0000007',
    `Not found: Resource not found: ${userId} (User)`,
  ]);
});

test('the official client reads users page by page', async () => {
  const ids: string[] = [];
  for (let index = 0; index < 5; index++) {
    const { id = '' } = await client.userApi.createUser({ body: { profile: profile(`page${index}`) } });
    ids.push(id);
  }
  const found: (string | undefined)[] = [];
  const users = await client.userApi.listUsers({ search: 'profile.login sw "page"', limit: 2 });
  await users.each((user) => void found.push(user?.id));
  expect(found).toEqual(ids);
});

test('the official client makes a group, its members and its end', async () => {
  const { groupApi, userApi } = client;
  const group = await groupApi.createGroup({ group: { profile: { name: 'Ops', description: 'Runs it' } } });
  const groupId = group.id ?? '';
  const { id: userId = '' } = await userApi.createUser({ body: { profile: profile('bob'), groupIds: [groupId] } });
  const names = async (list: Promise<{ each: (take: (item: { id?: string } | null) => void) => Promise<unknown> }>) => {
    const ids: (string | undefined)[] = [];
    await (await list).each((item) => void ids.push(item?.id));
    return ids;
  };
  expect([group.type, group.lastMembershipUpdated, await names(groupApi.listGroupUsers({ groupId }))]).toEqual([
    'OKTA_GROUP',
    expect.any(Date),
    [userId],
  ]);
  expect(await names(userApi.listUserGroups({ userId }))).toEqual([groupId]);
  await groupApi.unassignUserFromGroup({ groupId, userId });
  await groupApi.assignUserToGroup({ groupId, userId });
  const renamed = await groupApi.replaceGroup({ groupId, group: { profile: { name: 'Operations' } } });
  expect(renamed.profile).toMatchObject({ name: 'Operations' });
  expect(await names(groupApi.listGroups({ q: 'oper' }))).toEqual([groupId]);
  expect(await refusal(groupApi.createGroup({ group: { profile: { name: 'Operations' } } }))).toEqual([
    400,
    'E0000001',
    'Api validation failed: name',
  ]);
  await groupApi.deleteGroup({ groupId });
  expect((await refusal(groupApi.getGroup({ groupId })))[0]).toBe(404);
});
