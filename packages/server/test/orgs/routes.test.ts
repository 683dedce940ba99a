import { HeadwaterOrg, LIMITS_PROFILES, Organization, OrgSettingsBody } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { apiTokensRoom } from '../../src/access/api-tokens/routes.ts';
import { orgRoom } from '../../src/orgs/routes.ts';
import { type Answer, startTestServer, type TestServer } from '../http/test-server.ts';

const SETTINGS = '/api/v1/headwater/org/settings';
const SESSIONS = '/api/v1/identity-sources/{identitySourceId}/sessions';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ rooms: [orgRoom, apiTokensRoom] });
});
afterAll(() => server.close());
beforeEach(async () => {
  const { name } = server.org;
  await server.database.inPlatform(async (tx) => {
    await tx.execute(sql`DELETE FROM orgs WHERE name = ${name}`);
    await tx.execute(sql`
      INSERT INTO orgs (id, name, created, last_updated)
      VALUES (${name}, ${name}, '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z')`);
  });
  await server.org.transaction((tx) => tx.execute(sql`DELETE FROM events`));
});

const read = async () => (await server.call('GET', SETTINGS)).json;
const change = (json: unknown): Promise<Answer> => server.call('PATCH', SETTINGS, { json });
const causes = (answer: Answer) => (answer.json as { readonly errorCauses: readonly unknown[] }).errorCauses;

test('an org that has set nothing says so', async () => {
  expect(await read()).toEqual({ limitsProfile: 'okta', limits: {}, rateLimits: {}, choices: {} });
});

test('what a change does not name stays, at every depth', async () => {
  await change({ limits: { bulkMaxItems: 7 }, choices: { listOrder: 'oldestFirst' } });
  await change({ rateLimits: { buckets: { [SESSIONS]: 30 } }, limits: { sessionMaxOpen: 2 } });
  const answer = await change({ limitsProfile: 'open', rateLimits: { tokenSharePercent: 25 } });
  const settings = {
    limitsProfile: 'open',
    limits: { bulkMaxItems: 7, sessionMaxOpen: 2 },
    rateLimits: { buckets: { [SESSIONS]: 30 }, tokenSharePercent: 25 },
    choices: { listOrder: 'oldestFirst' },
  };
  expect([answer.status, answer.json]).toEqual([200, settings]);
  expect(await read()).toEqual(settings);
  expect(Compile(OrgSettingsBody).Check(answer.json)).toBe(true);
});

test('null gives the default back, of one value or of all', async () => {
  await change({
    limitsProfile: 'open',
    limits: { bulkMaxItems: 7, sessionMaxOpen: 2 },
    rateLimits: { tokenSharePercent: 25, buckets: { [SESSIONS]: 30 } },
    choices: { listOrder: 'oldestFirst' },
  });
  await change({ limitsProfile: null, limits: { bulkMaxItems: null }, rateLimits: { buckets: null }, choices: null });
  expect(await read()).toEqual({
    limitsProfile: 'okta',
    limits: { sessionMaxOpen: 2 },
    rateLimits: { tokenSharePercent: 25 },
    choices: {},
  });
});

test('everything that is wrong is named, and nothing is changed', async () => {
  const answer = await change({
    limitsProfile: 'fast',
    limits: { speed: 1, bulkMaxItems: 0 },
    rateLimits: { tokenSharePercent: 101, buckets: { [SESSIONS]: 'many' }, burst: 1 },
    choices: { colour: 'red', listOrder: 'random' },
  });
  expect([answer.status, causes(answer)]).toEqual([
    400,
    [
      'limitsProfile: "fast" is no limits profile; there are okta and open',
      'limits.speed: There is no such limit',
      'limits.bulkMaxItems: 0 must be a whole number, at least 1',
      'rateLimits.tokenSharePercent: 101 must be a whole number from 0 to 100',
      `rateLimits.buckets.${SESSIONS}: many must be a whole number, at least 1`,
      'rateLimits.burst: There is no such rate limit',
      'choices.colour: There is no such switch',
      'choices.listOrder: random is none of newestFirst, oldestFirst',
    ].map((errorSummary) => ({ errorSummary })),
  ]);
  expect(await read()).toEqual({ limitsProfile: 'okta', limits: {}, rateLimits: {}, choices: {} });
  expect(await server.events()).toEqual([]);
});

test.each([
  [{ limit: {} }, 'limit: There is no such setting; there are limitsProfile, limits, rateLimits, choices'],
  [
    { rateLimits: { buckets: { '/nowhere': 5 } } },
    'rateLimits.buckets./nowhere: There is no such bucket; see /api/v1/headwater/org/rate-limits',
  ],
  [{ limits: 5 }, 'limits: The field must be an object'],
  [{ rateLimits: { buckets: [] } }, 'rateLimits.buckets: The field must be an object'],
])('%j is refused', async (body, cause) => {
  const answer = await change(body);
  expect([answer.status, causes(answer)]).toEqual([400, [{ errorSummary: cause }]]);
});

test.each(['[]', '5', 'null', '"okta"'])('a body that is %s is malformed', async (raw) => {
  const answer = await server.call('PATCH', SETTINGS, { raw, headers: { 'content-type': 'application/json' } });
  expect([answer.status, answer.json]).toMatchObject([400, { errorCode: 'E0000003' }]);
});

test('a change is one event that says what is new; a change of nothing is none', async () => {
  await change({ limits: { bulkMaxItems: 7 }, choices: { listOrder: 'oldestFirst' } });
  await change({ limits: { bulkMaxItems: 7 } });
  await change({ limits: null, rateLimits: { buckets: { [SESSIONS]: 30 } } });
  const type = 'system.rate_limit.configuration.update';
  expect((await server.events()).map(({ type, debug, targets }) => ({ type, debug, targets }))).toEqual(
    [
      { 'choices.listOrder': 'oldestFirst', 'limits.bulkMaxItems': 7 },
      { 'limits.bulkMaxItems': null, [`rateLimits.buckets.${SESSIONS}`]: 30 },
    ].map((debug) => ({
      type,
      debug,
      targets: [{ id: server.org.id, type: 'Org', alternateId: server.org.name, displayName: server.org.name }],
    })),
  );
});

test('changes at the same time all hold', async () => {
  const limits = ['bulkMaxItems', 'sessionMaxOpen', 'tokenIdleDays', 'requestsPerMinute'];
  await Promise.all(limits.map((name) => change({ limits: { [name]: 1_000 } })));
  expect(await read()).toMatchObject({ limits: Object.fromEntries(limits.map((name) => [name, 1_000])) });
});

test('settings that a newer version stored are kept', async () => {
  await server.database.inPlatform((tx) =>
    tx.execute(sql`UPDATE orgs SET settings = '{"novelty": {"a": 1}}' WHERE name = ${server.org.name}`),
  );
  await change({ limits: { bulkMaxItems: 7 } });
  const rows = await server.database.inPlatform((tx) =>
    tx.query(sql`SELECT settings->'novelty' AS novelty FROM orgs WHERE name = ${server.org.name}`),
  );
  expect(rows).toEqual([{ novelty: { a: 1 } }]);
});

test('a token that is bound to a source neither reads nor changes settings', async () => {
  const { value } = await server.createToken({ sourceId: (await server.createSource()).id });
  const answers = [
    await server.call('GET', SETTINGS, { token: value }),
    await server.call('PATCH', SETTINGS, { token: value, json: {} }),
    await server.call('GET', '/api/v1/org', { token: value }),
    await server.call('GET', '/api/v1/api-tokens', { token: value }),
    await server.call('POST', '/api/v1/headwater/api-tokens', { token: value, json: { name: 'mine' } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
});

test('the org in the published form', async () => {
  await change({ limits: { bulkMaxItems: 7 } });
  const { status, json } = await server.call('GET', '/api/v1/org');
  expect([status, json]).toEqual([
    200,
    {
      id: server.org.id,
      subdomain: server.org.name,
      companyName: server.org.name,
      status: 'ACTIVE',
      expiresAt: null,
      created: '2026-01-02T03:04:05.000Z',
      lastUpdated: server.clock.now().toISOString(),
      website: null,
      phoneNumber: null,
      endUserSupportHelpURL: null,
      supportPhoneNumber: null,
      address1: null,
      address2: null,
      city: null,
      state: null,
      country: null,
      postalCode: null,
      _links: {
        preferences: { href: `http://127.0.0.1:${server.port}/api/v1/org/preferences` },
        uploadLogo: { href: `http://127.0.0.1:${server.port}/api/v1/org/logo` },
        oktaCommunication: { href: `http://127.0.0.1:${server.port}/api/v1/org/privacy/oktaCommunication` },
        logo: { href: `http://127.0.0.1:${server.port}/api/v1/org/logo` },
        oktaSupport: { href: `http://127.0.0.1:${server.port}/api/v1/org/privacy/oktaSupport` },
        contacts: { href: `http://127.0.0.1:${server.port}/api/v1/org/contacts` },
      },
    },
  ]);
  expect(Compile(Organization).Check(json)).toBe(true);
});

test('the buckets are listed with their limits', async () => {
  server.setRateLimits({ tokenSharePercent: 40, buckets: { [SESSIONS]: 30 } });
  const { json } = await server.call('GET', '/api/v1/headwater/org/rate-limits');
  const session = `${SESSIONS}/{sessionId}`;
  const others = LIMITS_PROFILES.okta.requestsPerMinute;
  server.setRateLimits({});
  expect(json).toMatchObject({ tokenSharePercent: 40 });
  const { buckets } = json as { readonly buckets: readonly unknown[] };
  expect(buckets).toEqual(
    expect.arrayContaining([
      { bucket: '/.well-known/headwater', requestsPerMinute: others },
      { bucket: '/api/v1/api-tokens', requestsPerMinute: others },
      { bucket: SESSIONS, requestsPerMinute: 30 },
      { bucket: `${session}/bulk-delete`, requestsPerMinute: others },
      { bucket: `${session}/bulk-upsert`, requestsPerMinute: others },
      { bucket: `${session}/start-import`, requestsPerMinute: others },
      { bucket: '/api/v1/headwater/org', requestsPerMinute: others },
      { bucket: 'none', requestsPerMinute: others },
    ]),
  );
});

test('everybody may read how an org limits and answers, in the documented form', async () => {
  server.setLimits({ bulkMaxItems: 7 });
  server.setRateLimits({ buckets: { [SESSIONS]: 30 } });
  server.choose({ listOrder: 'oldestFirst' });
  const { status, json } = await server.call('GET', '/.well-known/headwater', { token: null });
  server.setLimits({});
  server.setRateLimits({});
  server.choose({});
  expect(status).toBe(200);
  expect(json).toMatchObject({
    product: 'headwater',
    version: '0.0.0-test',
    limitsProfile: 'okta',
    limits: { ...LIMITS_PROFILES.okta, bulkMaxItems: 7 },
    rateLimits: { tokenSharePercent: 50, buckets: { [SESSIONS]: 30 } },
    testMode: false,
    choices: { ...server.org.choices, listOrder: 'oldestFirst' },
  });
  expect([...Compile(HeadwaterOrg).Errors(json)]).toEqual([]);
});
