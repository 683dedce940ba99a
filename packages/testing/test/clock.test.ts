import { startOrg, type TestOrg } from '@headwater/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientOf } from './support/client.ts';

let org: TestOrg;

beforeAll(async () => {
  org = await startOrg();
});
beforeEach(() => org.reset());
afterAll(() => org.close());

const MORNING = '2031-05-01T08:00:00.000Z';

test('a clock that was set and frozen shows that time until it is moved', async () => {
  await org.clock.freeze();
  await org.clock.set(MORNING);
  expect((await org.clock.now()).toISOString()).toBe(MORNING);
  expect((await org.clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4 })).toISOString()).toBe(
    '2031-05-02T10:03:04.000Z',
  );
  expect((await org.clock.advance('P1W')).toISOString()).toBe('2031-05-09T10:03:04.000Z');
  expect((await org.clock.advance(0.5)).toISOString()).toBe('2031-05-09T10:03:04.500Z');
});

test('what is created has the time of the org, and so have answers', async () => {
  await org.clock.freeze();
  await org.clock.set(MORNING);
  const client = clientOf(org);
  const { headers, json } = await client.call('POST', `/api/v1/identity-sources/${org.sourceId}/sessions`);
  expect(json).toMatchObject({ created: MORNING, lastUpdated: MORNING });
  expect(headers.get('date')).toBe('Thu, 01 May 2031 08:00:00 GMT');
  await client.upsert((json as { readonly id: string }).id, ['ada']);
  await client.start((json as { readonly id: string }).id);
  await org.waitForImports();
  expect((await org.people()).map(({ created }) => created)).toEqual([MORNING]);
});

test('a resumed clock runs on from where it stood', async () => {
  await org.clock.freeze();
  await org.clock.set(MORNING);
  const resumed = await org.clock.resume();
  expect(resumed.toISOString()).toBe(MORNING);
  while ((await org.clock.now()) <= resumed);
  expect((await org.clock.now()).getTime() - resumed.getTime()).toBeLessThan(60_000);
});

test('the clock does not go back, but a reset brings the real time', async () => {
  await org.clock.set(MORNING);
  await expect(org.clock.set('2031-04-01T00:00:00Z')).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('does not go back'),
  });
  await org.reset();
  expect(Math.abs((await org.clock.now()).getTime() - Date.now())).toBeLessThan(60_000);
});

test('a session that nobody wrote to for 24 hours is expired the moment the clock is moved', async () => {
  const client = clientOf(org);
  const session = await client.createSession();
  await org.clock.freeze();
  await org.clock.advance({ hours: 23, minutes: 59 });
  expect(await client.status(session)).toBe('CREATED');
  await org.clock.advance({ minutes: 2 });
  expect(await client.status(session)).toBe('EXPIRED');
  expect((await client.upsert(session, ['ada'])).status).toBe(400);
});

test('a second session is refused for five minutes while the import of the first one is not over', async () => {
  await org.faults.add({ fault: { kind: 'import', delaySeconds: 3600 } });
  const client = clientOf(org);
  await client.load(['ada']);
  const create = () => client.call('POST', `/api/v1/identity-sources/${org.sourceId}/sessions`);
  expect((await create()).status).toBe(400);
  await org.clock.advance({ minutes: 4, seconds: 50 });
  expect((await create()).status).toBe(400);
  await org.clock.advance({ seconds: 11 });
  expect((await create()).status).toBe(201);
});

test('an import that is held back begins when the clock gets there', async () => {
  await org.faults.add({ fault: { kind: 'import', delaySeconds: 600 } });
  const client = clientOf(org);
  const session = await client.load(['ada']);
  await expect(org.waitForImports({ seconds: 0 })).rejects.toMatchObject({
    code: 'importsUnfinished',
    message: expect.stringContaining('QUEUED'),
  });
  await org.clock.advance({ minutes: 11 });
  await org.waitForImports();
  expect(await client.status(session)).toBe('COMPLETED');
});

test('with the limit of idle days, a token that was not used for so long is dead; the clock can still be moved', async () => {
  const strict = await startOrg({ limits: { tokenIdleDays: 30 } });
  const client = clientOf(strict);
  expect((await client.call('GET', '/api/v1/users')).status).toBe(200);
  await strict.clock.advance({ days: 31 });
  // A token that was seen a moment ago is believed for a second.
  let status = 200;
  while (status === 200) status = (await client.call('GET', '/api/v1/users')).status;
  expect(status).toBe(401);
  await strict.clock.advance({ days: 31 });
  await strict.close();
});

test('windows of rate limits are minutes of the org', async () => {
  const strict = await startOrg({ rateLimits: { buckets: { '/api/v1/users': 3 }, tokenSharePercent: 100 } });
  await strict.clock.freeze();
  const client = clientOf(strict);
  const statuses: number[] = [];
  for (let call = 0; call < 4; call++) statuses.push((await client.call('GET', '/api/v1/users')).status);
  await strict.clock.advance({ minutes: 1 });
  statuses.push((await client.call('GET', '/api/v1/users')).status);
  expect(statuses).toEqual([200, 200, 200, 429, 200]);
  await strict.close();
});

test.each([
  ['P1M', 'no duration'],
  ['5 minutes', 'no duration'],
])('%s is no length of time', async (duration, reason) => {
  await expect(org.clock.advance(duration)).rejects.toThrow(reason);
});
