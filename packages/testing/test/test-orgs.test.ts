import { type StartedServer, startOrg, startServer } from '@headwater/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let server: StartedServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

async function call(
  url: string,
  token: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, { method, headers: { authorization: `SSWS ${token}`, ...headers } });
  return { status: answer.status, json: await answer.json() };
}

function idOf({ json }: Answer): unknown {
  return typeof json === 'object' && json !== null && 'id' in json ? json.id : undefined;
}

test('an org that is not in test mode has neither clock nor faults', async () => {
  for (const path of ['clock', 'faults', 'snapshots', 'requests', 'imports']) {
    const answer = await call(server.url, server.token, 'GET', `/api/v1/headwater/test/${path}`);
    expect(answer).toMatchObject({ status: 401, json: { errorCode: 'E0000015' } });
  }
});

test('only the org default makes and drops orgs, and drops none that is not in test mode', async () => {
  const org = await startOrg({ server });
  const attempts = [
    await call(org.url, org.token, 'GET', '/api/v1/headwater/orgs'),
    await call(org.url, org.token, 'DELETE', `/api/v1/headwater/orgs/${org.name}`),
    await call(server.url, server.token, 'DELETE', '/api/v1/headwater/orgs/default'),
    await call(server.url, server.token, 'DELETE', '/api/v1/headwater/orgs/nobody'),
  ];
  expect(attempts.map(({ status }) => status)).toEqual([401, 401, 404, 404]);
  const listed = await call(server.url, server.token, 'GET', '/api/v1/headwater/orgs');
  expect(listed.json).toEqual([{ id: org.id, name: org.name, url: org.url, created: expect.any(String) }]);
  await org.close();
});

test('an org is reached by path and by header; a header that names no test org is not found', async () => {
  const org = await startOrg({ server });
  const byPath = await call(org.url, org.token, 'GET', '/api/v1/users/me');
  const byHeader = await call(server.url, org.token, 'GET', '/api/v1/users/me', { 'x-headwater-org': org.name });
  expect([byPath.status, byHeader.status]).toEqual([200, 200]);
  expect(idOf(byHeader)).toBe(idOf(byPath));
  for (const name of ['default', 'nobody', '']) {
    const answer = await call(server.url, org.token, 'GET', '/api/v1/users/me', { 'x-headwater-org': name });
    expect(answer.status).toBe(404);
  }
  expect((await call(server.url, server.token, 'GET', '/o/default/api/v1/users/me')).status).toBe(404);
  await org.close();
});

test('fifty orgs live side by side', async () => {
  const orgs = await Promise.all(Array.from({ length: 50 }, () => startOrg({ server })));
  const people = await Promise.all(orgs.map((org) => org.people()));
  expect(people).toEqual(orgs.map(() => []));
  expect(new Set(orgs.map(({ name }) => name)).size).toBe(50);
  await Promise.all(orgs.map((org) => org.close()));
});
