import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let sessions: string;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.advance(60_000);
  server.setLimits({ requestsPerMinute: 6, refusedCallsPerMinute: 4 });
  server.setRateLimits({});
  sessions = `/api/v1/identity-sources/${(await server.createSource()).id}/sessions`;
});

test('the fourth request of three is 429 with the headers that tell when to go on', async () => {
  const answers = [];
  for (let count = 0; count < 4; count++) answers.push(await server.call('GET', sessions));
  expect(answers.map(({ status, headers }) => [status, headers['x-rate-limit-remaining']])).toEqual([
    [200, '2'],
    [200, '1'],
    [200, '0'],
    [429, '0'],
  ]);
  const refused = answers[3];
  const now = server.clock.now().getTime() / 1000;
  expect(Number(refused?.headers['x-rate-limit-reset'])).toBe(Math.floor(now / 60) * 60 + 60);
  expect([refused?.headers['cache-control'], refused?.headers.pragma, refused?.headers.expires]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(refused?.json).toEqual({
    errorCode: 'E0000047',
    errorSummary: 'API call exceeded rate limit due to too many requests.',
    errorLink: 'E0000047',
    errorId: expect.any(String),
    errorCauses: [],
  });
});

test('the next minute begins anew', async () => {
  for (let count = 0; count < 4; count++) await server.call('GET', sessions);
  server.clock.advance(60_000);
  expect((await server.call('GET', sessions)).status).toBe(200);
});

test('the session calls share one bucket; loads and starts have their own', async () => {
  const { id } = (await server.call('POST', sessions)).json as { readonly id: string };
  const remaining = async (method: string, path: string) =>
    (await server.call(method, path)).headers['x-rate-limit-remaining'];
  expect([
    await remaining('GET', `${sessions}/${id}`),
    await remaining('GET', sessions),
    await remaining('POST', `${sessions}/${id}/bulk-upsert`),
    await remaining('POST', `${sessions}/${id}/bulk-delete`),
    await remaining('POST', `${sessions}/${id}/start-import`),
    await remaining('DELETE', `${sessions}/${id}`),
  ]).toEqual(['1', '0', '2', '2', '2', '0']);
});

test('a bucket of 30 gives one token 15, which the four session calls share', async () => {
  server.setRateLimits({ buckets: { '/api/v1/identity-sources/{identitySourceId}/sessions': 30 } });
  const shown = async (method: string, path: string) => {
    const { status, headers } = await server.call(method, path);
    return [status, headers['x-rate-limit-limit'], headers['x-rate-limit-remaining']];
  };
  const { json, headers } = await server.call('POST', sessions);
  expect([headers['x-rate-limit-limit'], headers['x-rate-limit-remaining']]).toEqual(['15', '14']);
  const { id } = json as { readonly id: string };
  expect([
    await shown('GET', sessions),
    await shown('GET', `${sessions}/${id}`),
    await shown('GET', sessions),
    await shown('DELETE', `${sessions}/${id}`),
    await shown('GET', sessions),
    await shown('GET', sessions),
    await shown('GET', sessions),
    await shown('GET', sessions),
  ]).toEqual([
    [200, '15', '13'],
    [200, '15', '12'],
    [200, '15', '11'],
    [204, '15', '10'],
    [200, '15', '9'],
    [200, '15', '8'],
    [200, '15', '7'],
    [200, '15', '6'],
  ]);
});

test('a token may have a share of its own', async () => {
  const modest = await server.createToken({ sharePercent: 20 });
  const answer = await server.call('GET', sessions, { token: modest.value });
  expect([answer.headers['x-rate-limit-limit'], answer.headers['x-rate-limit-remaining']]).toEqual(['1', '0']);
});

test('one token cannot use up what is left for another', async () => {
  const other = await server.createToken();
  for (let count = 0; count < 5; count++) await server.call('GET', sessions);
  expect((await server.call('GET', sessions)).status).toBe(429);
  const answer = await server.call('GET', sessions, { token: other.value });
  expect([answer.status, answer.headers['x-rate-limit-remaining']]).toEqual([200, '2']);
});

test('callers without a valid token use nothing of a bucket up, but are counted by address', async () => {
  const refused = [];
  for (let count = 0; count < 6; count++) refused.push(await server.call('GET', sessions, { token: '00wrong' }));
  expect(
    refused.map(({ status, headers }) => [status, headers['x-rate-limit-limit'], headers['x-rate-limit-remaining']]),
  ).toEqual([
    [401, '4', '3'],
    [401, '4', '2'],
    [401, '4', '1'],
    [401, '4', '0'],
    [429, '4', '0'],
    [429, '4', '0'],
  ]);
  expect((await server.call('GET', sessions)).headers['x-rate-limit-remaining']).toBe('2');
});

test('a token that was good is let in from an address where others guess; a new one waits for the next minute', async () => {
  const fresh = await server.createToken();
  await server.call('GET', sessions);
  for (let count = 0; count < 5; count++) await server.call('GET', sessions, { token: '00wrong' });
  expect((await server.call('GET', sessions)).status).toBe(200);
  expect((await server.call('GET', sessions, { token: fresh.value })).status).toBe(429);
  server.clock.advance(60_000);
  expect((await server.call('GET', sessions, { token: fresh.value })).status).toBe(200);
});

test('paths that do not exist, wrong methods and OPTIONS share one bucket, without a token', async () => {
  const shown = async (method: string, path: string) => {
    const { status, headers } = await server.call(method, path, { token: null });
    return [status, headers['x-rate-limit-limit'], headers['x-rate-limit-remaining']];
  };
  expect([
    await shown('GET', '/nowhere'),
    await shown('PUT', '/health'),
    await shown('OPTIONS', '/health'),
    await shown('GET', '/api/v1/identity-sources/'),
    await shown('GET', `${sessions}/`),
  ]).toEqual([
    [404, '6', '5'],
    [405, '6', '4'],
    [204, '6', '3'],
    [404, '6', '2'],
    [405, '6', '1'],
  ]);
});

test('the time of an answer is that of the org, so that a client waits as long as the org says', async () => {
  server.clock.set('2031-01-01T00:00:12.000Z');
  const { headers } = await server.call('GET', sessions);
  expect(headers.date).toBe('Wed, 01 Jan 2031 00:00:12 GMT');
  expect(Number(headers['x-rate-limit-reset']) * 1000 - Date.parse(headers.date ?? '')).toBe(48_000);
});
