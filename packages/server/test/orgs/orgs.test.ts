import { LIMITS_PROFILES, manualClock, timeOrderedIds } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthenticator } from '../../src/access/authenticator.ts';
import { createOrgSchema, listOrgSchemas } from '../../src/database/org-schema.ts';
import { changeSettings } from '../../src/orgs/change-settings.ts';
import { createOrg, dropOrg } from '../../src/orgs/create-org.ts';
import { ensureDefaultOrg } from '../../src/orgs/ensure-default-org.ts';
import { type OrgRegistry, openOrgRegistry } from '../../src/orgs/org-registry.ts';
import { listOrgs, updateOrg } from '../../src/orgs/org-rows.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let test1: TestDatabase;
let registry: OrgRegistry;
const clock = manualClock('2026-03-01T10:00:00.000Z');

function parts() {
  return { database: test1.database, clock, ids: timeOrderedIds(clock, Math.random) };
}

beforeAll(async () => {
  test1 = await createTestDatabase();
  registry = await openOrgRegistry({ database: test1.database, clock, random: Math.random });
});
afterAll(async () => {
  await registry.close();
  await test1.close();
});

/** What another process does reaches the registry by a notification. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

test('first starts of several processes make one org, one administrator and one token', async () => {
  const starts = await Promise.all([ensureDefaultOrg(parts()), ensureDefaultOrg(parts()), ensureDefaultOrg(parts())]);
  const made = starts.filter((start) => start !== undefined);
  expect(made).toEqual([
    {
      org: 'default',
      administrator: { userId: expect.stringMatching(/^00u/), login: 'admin@default.headwater.local' },
      token: expect.stringMatching(/^00[\w-]{40}$/),
    },
  ]);
  expect(await ensureDefaultOrg(parts())).toBeUndefined();
  await until(() => registry.get('default') !== undefined);
  const org = registry.get('default');
  if (org === undefined) return;
  const counts = await org.read((tx) =>
    tx.query(sql`
      SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM administrators) AS administrators,
             (SELECT count(*) FROM api_tokens) AS tokens, (SELECT count(*) FROM changes) AS changes`),
  );
  expect(counts).toEqual([{ users: 1, administrators: 1, tokens: 1, changes: 1 }]);
  const caller = await createAuthenticator()(org, {
    authorization: `SSWS ${made[0]?.token}`,
    proof: undefined,
    method: 'GET',
    origin: 'http://localhost',
    path: '/api/v1/users',
    client: { ipAddress: '127.0.0.1', userAgent: null, requestId: 'r' },
    sourceId: undefined,
    unboundOnly: true,
  });
  expect(caller.actor).toEqual({
    id: made[0]?.administrator.userId,
    type: 'User',
    alternateId: 'admin@default.headwater.local',
    displayName: 'Headwater Administrator',
  });
});

test('a first start that died after the schema is completed by the next one', async () => {
  const other = await createTestDatabase();
  await createOrgSchema(other.database, 'default');
  const start = await ensureDefaultOrg({ ...parts(), database: other.database });
  await other.close();
  expect(start?.org).toBe('default');
});

test('an org is found by its hosts, by the first label of the host, or is the default one', async () => {
  await createOrg(parts(), { name: 'acme', hosts: ['People.Example.com', 'exact.example.com:8443'] });
  await createOrg(parts(), { name: 'people' });
  await until(() => registry.get('people') !== undefined);
  const found = [
    'acme.example.com',
    'acme.localhost:8080',
    'people.example.com',
    'people.example.com:443',
    'exact.example.com:8443',
    'exact.example.com',
    'people.example.org',
    'acme',
    'localhost:3000',
    '[::1]:3000',
    '127.0.0.1:3000',
    undefined,
  ].map((host) => registry.resolve(host)?.name);
  expect(found).toEqual([
    'acme',
    'acme',
    'acme',
    'acme',
    'acme',
    'default',
    'people',
    'default',
    'default',
    'default',
    'default',
    'default',
  ]);
});

test('changed limits reach the registry of every process', async () => {
  await createOrg(parts(), { name: 'quick' });
  await until(() => registry.get('quick') !== undefined);
  expect(registry.get('quick')?.limits).toEqual(LIMITS_PROFILES.okta);
  await updateOrg(test1.database, 'quick', {
    settings: { limitsProfile: 'open', limits: { bulkMaxItems: 7, createCooldownSeconds: 0 }, choices: {} },
  });
  await until(() => registry.get('quick')?.limitsProfile === 'open');
  expect(registry.get('quick')?.limits).toEqual({ ...LIMITS_PROFILES.open, bulkMaxItems: 7 });
});

test('settings that were changed by the API reach the registry of every process', async () => {
  await createOrg(parts(), { name: 'tuned' });
  await until(() => registry.get('tuned') !== undefined);
  const org = registry.get('tuned');
  if (org === undefined) return;
  const change = { limits: { bulkMaxItems: 7 }, rateLimits: { tokenSharePercent: 10, buckets: { '/b': 5 } } };
  await changeSettings(org, change, new Set(['/b']), { actor: SYSTEM });
  await until(() => registry.get('tuned')?.limits.bulkMaxItems === 7);
  expect(registry.get('tuned')?.rateLimits).toEqual({ tokenSharePercent: 10, buckets: { '/b': 5 } });
});

test('a dropped org is gone with its schema, and may be made again', async () => {
  await createOrg(parts(), { name: 'brief' });
  await dropOrg(test1.database, 'brief');
  await dropOrg(test1.database, 'brief');
  expect((await listOrgs(test1.database)).map(({ name }) => name)).not.toContain('brief');
  expect(await listOrgSchemas(test1.database)).not.toContain('brief');
  await until(() => registry.get('brief') === undefined);
  expect((await createOrg(parts(), { name: 'brief' })).name).toBe('brief');
});

test('a registry whose connection breaks listens again at once, not with the next regular look', async () => {
  const { database, close } = await createTestDatabase();
  const fragile = await openOrgRegistry({ database, clock, random: Math.random, refreshMilliseconds: 3_600_000 });
  const listeners = () =>
    database.inPlatform((tx) =>
      tx.query<{ readonly pid: number }>(
        sql`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
      ),
    );
  const [first] = await listeners();
  await database.inPlatform((tx) => tx.query(sql`SELECT pg_terminate_backend(${first?.pid ?? 0})`));
  let [second] = await listeners();
  while (second === undefined || second.pid === first?.pid) [second] = await listeners();
  await createOrg({ ...parts(), database }, { name: 'late' });
  await until(() => fragile.get('late') !== undefined);
  await fragile.close();
  await close();
});

test('a taken name is refused', async () => {
  await createOrg(parts(), { name: 'taken' });
  await expect(createOrg(parts(), { name: 'taken' })).rejects.toMatchObject({
    code: 'validationFailed',
    causes: ['name: There is already an org taken'],
  });
});

test.each(['', 'Acme', '1st', 'a-b', 'a.b', 'x'.repeat(42), 'a"; DROP SCHEMA headwater'])(
  '"%s" is no name for an org',
  async (name) => {
    await expect(createOrg(parts(), { name })).rejects.toMatchObject({ code: 'validationFailed' });
  },
);

test.each([
  [{ limitsProfile: 'fast', limits: {} }, 'limitsProfile: "fast" is no limits profile; there are okta and open'],
  [{ limitsProfile: 'okta', limits: { speed: 1 } }, 'limits.speed: There is no such limit'],
  [{ limitsProfile: 'okta', limits: { bulkMaxItems: 0 } }, 'limits.bulkMaxItems: 0 must be a whole number, at least 1'],
])('settings %j are refused', async (settings, cause) => {
  // What comes from outside is not bound by the types.
  const attempt = updateOrg(test1.database, 'default', { settings: settings as never });
  await expect(attempt).rejects.toMatchObject({ code: 'validationFailed', causes: [cause] });
});

test('changing an unknown org is not found', async () => {
  await expect(updateOrg(test1.database, 'nothing', {})).rejects.toMatchObject({ code: 'notFound' });
});
