import { startOrg, type TestOrg } from '@headwater/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientOf } from './support/client.ts';

let org: TestOrg;

beforeAll(async () => {
  org = await startOrg();
});
beforeEach(() => org.reset());
afterAll(() => org.close());

test('every request of the client is there with its answer when the client has it', async () => {
  const client = clientOf(org);
  const session = await client.createSession();
  await client.upsert(session, ['ada']);
  const found = await org.requests();
  expect(found.map(({ operationId, request, response }) => [operationId, request.method, response?.status])).toEqual([
    ['createIdentitySourceSession', 'POST', 201],
    ['uploadIdentitySourceDataForUpsert', 'POST', 202],
  ]);
  const [created, loaded] = found;
  expect(created).toMatchObject({
    started: expect.stringMatching(/^\d{4}-.*Z$/),
    request: {
      path: `/api/v1/identity-sources/${org.sourceId}/sessions`,
      query: '',
      headers: { authorization: 'SSWS [redacted]', accept: '*/*' },
      body: null,
    },
    response: { headers: { 'content-type': 'application/json', 'x-okta-request-id': expect.any(String) } },
    fault: null,
  });
  expect(JSON.parse(created?.response?.body ?? '')).toMatchObject({ id: session, status: 'CREATED' });
  expect(JSON.parse(loaded?.request.body ?? '')).toMatchObject({ profiles: [{ externalId: 'ada' }] });
  expect(loaded?.response?.body).toBeNull();
});

test('nothing of a token is kept, and what the test itself asks is left out', async () => {
  await clientOf(org).call('GET', '/api/v1/users');
  await org.people();
  const found = await org.requests();
  expect(found).toHaveLength(1);
  expect(JSON.stringify(found)).not.toContain(org.token);
});

test('refused requests are there, and those that a fault met say so', async () => {
  await clientOf({ ...org, token: 'wrong' }).call('GET', '/api/v1/users?limit=2');
  await clientOf(org).call('GET', '/api/v1/nothing');
  await org.faults.add({ fault: { kind: 'drop', when: 'before' } });
  await expect(clientOf(org).call('GET', '/api/v1/users')).rejects.toThrow('fetch failed');
  const found = await org.requests();
  expect(found.map(({ request, response, fault }) => [request.path, request.query, response?.status, fault])).toEqual([
    ['/api/v1/users', 'limit=2', 401, null],
    ['/api/v1/nothing', '', 404, null],
    ['/api/v1/users', '', undefined, { kind: 'drop', when: 'before' }],
  ]);
});

test('requests are found by operation, by path and after another one', async () => {
  const client = clientOf(org);
  const session = await client.createSession();
  await client.call('GET', '/api/v1/users');
  await client.status(session);
  const all = await org.requests();
  const operations = async (filter: Parameters<TestOrg['requests']>[0]) =>
    (await org.requests(filter)).map(({ operationId }) => operationId);
  expect(await operations({ operationId: 'listUsers' })).toEqual(['listUsers']);
  expect(await operations({ path: '/api/v1/identity-sources/*/sessions' })).toEqual(['createIdentitySourceSession']);
  expect(await operations({ path: '/api/v1/identity-sources/**' })).toEqual([
    'createIdentitySourceSession',
    'getIdentitySourceSession',
  ]);
  expect(await operations({ after: all[1]?.number ?? 0 })).toEqual(['getIdentitySourceSession']);
  await org.clearRequests();
  expect(await org.requests()).toEqual([]);
});

test('a large body is kept in part', async () => {
  const body = { entityType: 'USERS', profiles: 'x'.repeat(600_000) };
  await clientOf(org).call('POST', `/api/v1/identity-sources/${org.sourceId}/sessions/none/bulk-upsert`, body);
  const [exchange] = await org.requests();
  expect(exchange?.request.body).toBe(JSON.stringify(body).slice(0, 262_144));
});

test('more requests than fit on a page are all there, in order', async () => {
  const client = clientOf(org);
  for (let round = 0; round < 26; round++) {
    await Promise.all(Array.from({ length: 40 }, () => client.call('GET', '/.well-known/headwater')));
  }
  const numbers = (await org.requests()).map(({ number }) => number);
  expect(numbers).toHaveLength(1_040);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
});
