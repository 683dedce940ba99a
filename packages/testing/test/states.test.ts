import { startOrg, type TestOrg } from '@headwater/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientOf, logins } from './support/client.ts';

let org: TestOrg;

beforeAll(async () => {
  org = await startOrg({ limits: { createCooldownSeconds: 0 } });
});
beforeEach(() => org.reset());
afterAll(() => org.close());

async function load(...externalIds: string[]): Promise<string> {
  const session = await clientOf(org).load(externalIds);
  await org.waitForImports();
  return session;
}

test('a reset leaves the org as it was made: people, sessions, log, faults, requests and time', async () => {
  const client = clientOf(org);
  const session = await load('ada');
  await org.clock.advance({ days: 3 });
  await org.faults.add({ fault: { kind: 'error', errorCode: 'internal' } });
  await org.reset();
  expect(await logins(org)).toEqual([]);
  expect(await org.faults.list()).toEqual([]);
  expect(await org.requests()).toEqual([]);
  expect(Math.abs((await org.clock.now()).getTime() - Date.now())).toBeLessThan(60_000);
  expect((await client.call('GET', `/api/v1/identity-sources/${org.sourceId}/sessions/${session}`)).status).toBe(404);
  await load('grace');
  expect(await logins(org)).toEqual(['grace@example.com']);
});

test('snapshots are gone back to in any order, and outlive a reset', async () => {
  await load('ada');
  await org.clock.freeze();
  const first = await org.snapshot();
  const time = await org.clock.now();
  await load('grace');
  await org.clock.advance({ days: 1 });
  await org.snapshot('two people');
  await org.restore(first);
  expect([await logins(org), await org.clock.now()]).toEqual([['ada@example.com'], time]);
  await org.reset();
  await org.restore('two people');
  expect(await logins(org)).toEqual(['ada@example.com', 'grace@example.com']);
  expect((await org.clock.now()).getTime() - time.getTime()).toBe(86_400_000);
  await load('edsger');
  await org.snapshot('two people');
  await org.reset();
  await org.restore('two people');
  expect(await logins(org)).toHaveLength(3);
});

test('after a snapshot was restored, the same requests change the same things', async () => {
  const seeded = await startOrg({ seed: 'ford' });
  const client = clientOf(seeded);
  const first = await client.load(['ada']);
  await seeded.waitForImports();
  await seeded.snapshot('ada');
  const ids: (readonly string[])[] = [];
  for (const _ of [1, 2, 3]) {
    await seeded.restore('ada');
    await client.load(['ada', 'grace', 'edsger']);
    await seeded.waitForImports();
    ids.push((await seeded.people()).map(({ id }) => id));
  }
  expect(ids).toEqual([ids[0], ids[0], ids[0]]);
  expect(new Set(ids[0]).size).toBe(3);
  expect(first).not.toBe('');
  await seeded.close();
});

test('an import under way writes nothing into the state that was restored', async () => {
  const people = Array.from({ length: 200 }, (_, index) => `person-${index}`);
  for (const _ of [1, 2, 3]) {
    await clientOf(org).load(people);
    await org.reset();
    await org.waitForImports();
    expect(await logins(org)).toEqual([]);
  }
  await load('ada');
  expect(await logins(org)).toEqual(['ada@example.com']);
});

test('an import that waits when the snapshot is taken goes on when it is restored', async () => {
  await org.faults.add({ fault: { kind: 'import', delaySeconds: 60 } });
  const client = clientOf(org);
  const session = await client.load(['ada']);
  await org.snapshot('triggered');
  await org.clock.advance({ minutes: 2 });
  await org.waitForImports();
  await org.reset();
  await org.restore('triggered');
  await org.waitForImports({ seconds: 0 }).catch(() => org.clock.advance({ minutes: 2 }));
  await org.waitForImports();
  expect([await client.status(session), await logins(org)]).toEqual(['COMPLETED', ['ada@example.com']]);
});

test('a snapshot that is not there cannot be restored', async () => {
  await expect(org.restore('nothing')).rejects.toMatchObject({ answer: { status: 404 } });
});
