import { generateKeyPairSync } from 'node:crypto';
import { Client } from '@okta/okta-sdk-nodejs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { administer, makeOrg, type TestOrg } from '../src/org.ts';
import { grantServiceApp } from '../src/service-app.ts';
import { SourceApi } from '../src/source-api.ts';
import { type ServerProcess, Stage } from '../src/stage.ts';
import { until } from '../src/until.ts';

type Api = Client['identitySourceApi'];

const stage = new Stage();
let server: ServerProcess;
let org: TestOrg;
const clients: Record<string, Client> = {};

beforeAll(async () => {
  const dataDir = await stage.folder();
  server = await stage.start({ dataDir });
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'sdk', use: 'sig', alg: 'RS256' };
  let plain = '';
  let proving = '';
  await administer({ dataDir }, async (administration) => {
    // The SDK knows no Host header: it calls the org of the address.
    org = await makeOrg(administration, 'sdk', { requestsPerMinute: 1_000_000 }, ['127.0.0.1', 'localhost']);
    plain = await grantServiceApp(administration, org, { label: 'Bearer', jwk, dpop: false });
    proving = await grantServiceApp(administration, org, { label: 'DPoP', jwk, dpop: true });
  });
  const keyed = (clientId: string) =>
    new Client({
      orgUrl: server.url,
      authorizationMode: 'PrivateKey',
      clientId,
      scopes: ['okta.identitySources.manage'],
      privateKey: { ...privateKey.export({ format: 'jwk' }), kid: 'sdk' } as unknown as string,
      keyId: 'sdk',
    });
  clients.SSWS = new Client({ orgUrl: server.url, token: org.token });
  clients.Bearer = keyed(plain);
  clients.DPoP = keyed(proving);
  const api = new SourceApi({ url: () => server.url, org: org.name, token: org.token, sourceId: org.sourceId });
  await until('The server knows the org', async () => {
    const { status } = await api.raw('GET', api.sessions);
    return status === 200 ? true : undefined;
  });
});

afterAll(() => stage.close());

const person = (externalId: string, firstName: string) => ({
  externalId,
  profile: { userName: `${externalId}@corp.example`, email: `${externalId}@corp.example`, firstName, lastName: 'Sdk' },
});

/** Every method of the SDK's API, each at least once, in the order in which a client may call them. Gives what each came to. */
async function callEverything(api: Api, identitySourceId: string, name: string): Promise<Record<string, unknown>> {
  const results: Record<string, unknown> = {};
  const noted = async <T>(method: keyof Api, call: Promise<T>, look: (result: T) => unknown = (result) => result) => {
    const result = await call;
    results[method] = look(result);
    return result;
  };
  const source = { identitySourceId };
  const session = await noted(
    'createIdentitySourceSession',
    api.createIdentitySourceSession(source),
    ({ status }) => status,
  );
  const path = { ...source, sessionId: session.id ?? '' };
  await noted('getIdentitySourceSession', api.getIdentitySourceSession(path), ({ status }) => status);
  const listed: (string | undefined)[] = [];
  await (await api.listIdentitySourceSessions(source)).each((each) => void listed.push(each?.status));
  results.listIdentitySourceSessions = listed;
  await noted(
    'uploadIdentitySourceDataForUpsert',
    api.uploadIdentitySourceDataForUpsert({
      ...path,
      BulkUpsertRequestBody: { entityType: 'USERS', profiles: [person(`${name}-bulk`, 'Bulk')] },
    }),
  );
  await noted(
    'uploadIdentitySourceGroupsForUpsert',
    api.uploadIdentitySourceGroupsForUpsert({
      ...path,
      bulkGroupUpsertRequestBody: {
        profiles: [{ externalId: `${name}-bulk-group`, profile: { displayName: `${name} bulk` } }],
      },
    }),
  );
  const memberships = { memberships: [{ groupExternalId: `${name}-bulk-group`, memberExternalIds: [`${name}-bulk`] }] };
  await noted(
    'uploadIdentitySourceGroupMembershipsForUpsert',
    api.uploadIdentitySourceGroupMembershipsForUpsert({ ...path, bulkGroupMembershipsUpsertRequestBody: memberships }),
  );
  await noted('startImportFromIdentitySource', api.startImportFromIdentitySource(path), ({ status }) => status);
  await until('The import has ended', async () => {
    const { status } = await api.getIdentitySourceSession(path);
    return status === 'COMPLETED' ? true : undefined;
  });
  const second = { ...source, sessionId: (await api.createIdentitySourceSession(source)).id ?? '' };
  await noted(
    'uploadIdentitySourceDataForDelete',
    api.uploadIdentitySourceDataForDelete({
      ...second,
      BulkDeleteRequestBody: { entityType: 'USERS', profiles: [{ externalId: `${name}-bulk` }] },
    }),
  );
  await noted(
    'uploadIdentitySourceGroupMembershipsForDelete',
    api.uploadIdentitySourceGroupMembershipsForDelete({
      ...second,
      bulkGroupMembershipsDeleteRequestBody: memberships,
    }),
  );
  await noted(
    'uploadIdentitySourceGroupsDataForDelete',
    api.uploadIdentitySourceGroupsDataForDelete({
      ...second,
      bulkGroupDeleteRequestBody: { externalIds: [`${name}-bulk-group`] },
    }),
  );
  await noted('deleteIdentitySourceSession', api.deleteIdentitySourceSession(second));

  const one = `${name}-one`;
  await noted(
    'createIdentitySourceUser',
    api.createIdentitySourceUser({ ...source, userRequestSchema: person(one, 'One') }),
  );
  await noted(
    'updateIdentitySourceUsers',
    api.updateIdentitySourceUsers({
      ...source,
      externalId: one,
      usersUpdateRequestSchema: { profile: person(one, 'Updated').profile },
    }),
    ({ profile }) => profile?.firstName,
  );
  await noted(
    'replaceExistingIdentitySourceUser',
    api.replaceExistingIdentitySourceUser({ ...source, externalId: one, userRequestSchema: person(one, 'Replaced') }),
    ({ profile }) => profile?.firstName,
  );
  await noted(
    'getIdentitySourceUser',
    api.getIdentitySourceUser({ ...source, externalId: one }),
    ({ externalId, profile }) => [externalId, profile?.firstName],
  );
  const groupOrExternalId = `${name} G/1`;
  await noted(
    'createIdentitySourceGroups',
    api.createIdentitySourceGroups({
      ...source,
      groupsRequestSchema: { externalId: groupOrExternalId, profile: { displayName: `${name} group` } },
    }),
    ({ externalId }) => externalId,
  );
  await noted(
    'updateIdentitySourceGroups',
    api.updateIdentitySourceGroups({
      ...source,
      groupOrExternalId,
      groupsRequestSchema: { externalId: groupOrExternalId, profile: { displayName: `${name} renamed` } },
    }),
    ({ externalId }) => externalId,
  );
  await noted(
    'getIdentitySourceGroup',
    api.getIdentitySourceGroup({ ...source, groupOrExternalId }),
    ({ externalId }) => externalId,
  );
  await noted(
    'createIdentitySourceGroupsMemberships',
    api.createIdentitySourceGroupsMemberships({
      ...source,
      groupOrExternalId,
      membershipRequestSchema: { memberExternalId: one },
    }),
  );
  await noted(
    'getIdentitySourceGroupMemberships',
    api.getIdentitySourceGroupMemberships({ ...source, groupOrExternalId, limit: 10 }),
    ({ memberExternalIds }) => memberExternalIds,
  );
  await noted(
    'deleteIdentitySourceGroupMemberships',
    api.deleteIdentitySourceGroupMemberships({ ...source, groupOrExternalId, memberExternalId: one }),
  );
  await noted('deleteIdentitySourceGroup', api.deleteIdentitySourceGroup({ ...source, groupOrExternalId }));
  await noted('deleteIdentitySourceUser', api.deleteIdentitySourceUser({ ...source, externalId: one }));
  return results;
}

/** What every method comes to, whoever authenticates how. */
const expected = (name: string) => ({
  createIdentitySourceSession: 'CREATED',
  getIdentitySourceSession: 'CREATED',
  listIdentitySourceSessions: ['CREATED'],
  uploadIdentitySourceDataForUpsert: undefined,
  uploadIdentitySourceGroupsForUpsert: undefined,
  uploadIdentitySourceGroupMembershipsForUpsert: undefined,
  startImportFromIdentitySource: 'TRIGGERED',
  uploadIdentitySourceDataForDelete: undefined,
  uploadIdentitySourceGroupMembershipsForDelete: undefined,
  uploadIdentitySourceGroupsDataForDelete: undefined,
  deleteIdentitySourceSession: undefined,
  createIdentitySourceUser: undefined,
  updateIdentitySourceUsers: 'Updated',
  replaceExistingIdentitySourceUser: 'Replaced',
  getIdentitySourceUser: [`${name}-one`, 'Replaced'],
  createIdentitySourceGroups: `${name} G/1`,
  updateIdentitySourceGroups: `${name} G/1`,
  getIdentitySourceGroup: `${name} G/1`,
  createIdentitySourceGroupsMemberships: undefined,
  getIdentitySourceGroupMemberships: [`${name}-one`],
  deleteIdentitySourceGroupMemberships: undefined,
  deleteIdentitySourceGroup: undefined,
  deleteIdentitySourceUser: undefined,
});

describe.each(['SSWS', 'Bearer', 'DPoP'])('the official SDK with %s', (mode) => {
  test('does with every method of its identitySourceApi what the method is for', async () => {
    const client = clients[mode];
    if (client === undefined) throw new TypeError(`There is no client for ${mode}`);
    expect(await callEverything(client.identitySourceApi, org.sourceId, mode)).toEqual(expected(mode));
  });
});

test('the list of methods is the whole list of the SDK', () => {
  const api: object = Object.getPrototypeOf(clients.SSWS?.identitySourceApi ?? {}) as object;
  const methods = Object.getOwnPropertyNames(api).filter((name) => name !== 'constructor');
  expect(Object.keys(expected('x')).toSorted()).toEqual(methods.toSorted());
});
