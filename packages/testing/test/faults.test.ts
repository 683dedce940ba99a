import { type FaultKind, startOrg, type TestOrg } from '@headwater/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientOf, logins } from './support/client.ts';

let org: TestOrg;

beforeAll(async () => {
  org = await startOrg({ sources: [{ label: 'HR' }, { label: 'Contractors' }] });
});
beforeEach(() => org.reset());
afterAll(() => org.close());

const USERS = '/api/v1/users';

test('a status with headers and a body of one’s own is answered instead', async () => {
  const page = '<html>Bad Gateway</html>';
  await org.faults.add({ fault: { kind: 'status', status: 502, headers: { 'retry-after': '3' }, body: page } });
  const answer = await fetch(`${org.url}${USERS}`, { headers: { authorization: `SSWS ${org.token}` } });
  expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([502, '3', page]);
  expect((await clientOf(org).call('GET', USERS)).status).toBe(200);
});

test.each(['internal', 'E0000009'])('an entry of the error catalogue is answered by its code %s', async (errorCode) => {
  await org.faults.add({ fault: { kind: 'error', errorCode } });
  const { status, json } = await clientOf(org).call('GET', USERS);
  expect([status, json]).toEqual([
    500,
    {
      errorCode: 'E0000009',
      errorSummary: 'Internal Server Error',
      errorLink: 'E0000009',
      errorId: expect.stringMatching(/^oae/),
      errorCauses: [],
    },
  ]);
});

test('a rate limit tells when it ends, on the clock of the org', async () => {
  await org.clock.freeze();
  await org.clock.set('2031-05-01T08:00:00Z');
  await org.faults.add({ fault: { kind: 'rateLimited', resetSeconds: 17 } });
  const { status, headers } = await clientOf(org).call('GET', USERS);
  const reset = Number(headers.get('x-rate-limit-reset'));
  const wait = reset - Date.parse(headers.get('date') ?? '') / 1000;
  expect([status, headers.get('x-rate-limit-remaining'), wait]).toEqual([429, '0', 17]);
});

test('latency lets the client wait, and the request is carried out', async () => {
  const fault: FaultKind = { kind: 'latency', milliseconds: 20 };
  await org.faults.add({ fault });
  expect((await clientOf(org).call('GET', USERS)).status).toBe(200);
  const [exchange] = await org.requests({ path: USERS });
  expect([exchange?.fault, exchange?.response?.status]).toEqual([fault, 200]);
});

test('a start-import that is dropped after processing has started the import', async () => {
  const client = clientOf(org);
  const session = await client.createSession();
  await client.upsert(session, ['ada']);
  await org.faults.add({
    match: { operationId: 'startImportFromIdentitySource' },
    fault: { kind: 'drop', when: 'after' },
  });
  await expect(client.start(session)).rejects.toThrow('fetch failed');
  await org.waitForImports();
  expect(await client.status(session)).toBe('COMPLETED');
});

test('a start-import that is dropped before processing has not', async () => {
  const client = clientOf(org);
  const session = await client.createSession();
  await client.upsert(session, ['ada']);
  await org.faults.add({
    match: { operationId: 'startImportFromIdentitySource' },
    fault: { kind: 'drop', when: 'before' },
  });
  await expect(client.start(session)).rejects.toThrow('fetch failed');
  expect(await client.status(session)).toBe('IN_PROGRESS');
});

test.each([0, 10])('an answer is cut off after %i bytes', async (bytes) => {
  await org.faults.add({ match: { path: USERS }, fault: { kind: 'truncate', bytes } });
  const answer = await fetch(`${org.url}${USERS}`, { headers: { authorization: `SSWS ${org.token}` } });
  expect(answer.status).toBe(200);
  const chunks: Uint8Array[] = [];
  const reading = (async () => {
    for await (const chunk of answer.body ?? []) chunks.push(chunk);
  })();
  await expect(reading).rejects.toThrow('terminated');
  expect(Buffer.concat(chunks)).toHaveLength(bytes);
});

test('an import fails half-way: what was applied stays, and the session says ERROR', async () => {
  await org.faults.add({ fault: { kind: 'import', stopAfterRecords: 2 } });
  const client = clientOf(org);
  const session = await client.load(['ada', 'barbara', 'claude', 'donald', 'edsger']);
  await org.waitForImports();
  expect(await client.status(session)).toBe('ERROR');
  expect(await logins(org)).toEqual(['ada@example.com', 'barbara@example.com']);
  await org.clock.advance({ minutes: 6 });
  await client.load(['ada', 'barbara', 'claude', 'donald', 'edsger']);
  await org.waitForImports();
  expect(await logins(org)).toHaveLength(5);
});

test('a fault of imports can be for one source', async () => {
  const [hr = { id: '' }, contractors = { id: '' }] = org.sources;
  await org.faults.add({
    match: { identitySourceId: contractors.id },
    fault: { kind: 'import', stopAfterRecords: 0 },
  });
  const [one, other] = [hr, contractors].map(({ id }) => clientOf({ ...org, sourceId: id }));
  const first = await one?.load(['ada']);
  const second = await other?.load(['grace']);
  await org.waitForImports();
  expect([await one?.status(first ?? ''), await other?.status(second ?? '')]).toEqual(['COMPLETED', 'ERROR']);
});

test('a fault happens as often as it was told, after what it was to let through, to what it was for', async () => {
  await org.faults.add({
    match: { method: 'GET', path: '/api/v1/identity-sources/*/sessions/**' },
    after: 1,
    times: 2,
    fault: { kind: 'error', errorCode: 'unavailable' },
  });
  const client = clientOf(org);
  const session = await client.createSession();
  const path = `/api/v1/identity-sources/${org.sourceId}/sessions/${session}`;
  const statuses: number[] = [];
  for (let call = 0; call < 5; call++) statuses.push((await client.call('GET', path)).status);
  expect(statuses).toEqual([200, 503, 503, 200, 200]);
  expect((await org.faults.list()).map(({ after, remaining }) => [after, remaining])).toEqual([[0, 0]]);
});

test('of requests at the same time, as many fail as were to', async () => {
  await org.faults.add({ times: 7, fault: { kind: 'error', errorCode: 'internal' } });
  const client = clientOf(org);
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.call('GET', USERS)));
  expect(answers.filter(({ status }) => status === 500)).toHaveLength(7);
});

test('of two faults the one armed first happens first', async () => {
  const kinds: FaultKind[] = [
    { kind: 'error', errorCode: 'internal' },
    { kind: 'error', errorCode: 'unavailable' },
  ];
  for (const fault of kinds) await org.faults.add({ fault });
  const client = clientOf(org);
  const statuses: number[] = [];
  for (let call = 0; call < 3; call++) statuses.push((await client.call('GET', USERS)).status);
  expect(statuses).toEqual([500, 503, 200]);
});

test('faults that are taken away do not happen', async () => {
  const first = await org.faults.add({ fault: { kind: 'error', errorCode: 'internal' } });
  await org.faults.add({ fault: { kind: 'error', errorCode: 'unavailable' } });
  await org.faults.remove(first.id);
  expect((await clientOf(org).call('GET', USERS)).status).toBe(503);
  await org.faults.add({ fault: { kind: 'error', errorCode: 'unavailable' } });
  await org.faults.clear();
  expect((await clientOf(org).call('GET', USERS)).status).toBe(200);
  await expect(org.faults.remove(first.id)).rejects.toMatchObject({ answer: { status: 404 } });
});

test.each<[FaultKind, string]>([
  [{ kind: 'error', errorCode: 'E9999999' }, 'is no code of the error catalogue'],
  [{ kind: 'import' }, 'stopAfterRecords'],
  [{ kind: 'latency', milliseconds: 3_600_000 }, 'milliseconds'],
])('%j is refused', async (fault, reason) => {
  await expect(org.faults.add({ fault })).rejects.toThrow(reason);
});
