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
  server.setLimits({ requestsPerMinute: 3 });
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

test('callers without a valid token use nothing up', async () => {
  for (let count = 0; count < 5; count++) await server.call('GET', sessions, { token: null });
  expect((await server.call('GET', sessions)).headers['x-rate-limit-remaining']).toBe('2');
});
