import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAdministrators, removeAdministrator } from '../../src/access/administrators.ts';
import { createAuthenticator } from '../../src/access/authenticator.ts';
import { createToken, listTokens, revokeToken } from '../../src/access/manage-tokens.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import { startTestServer, type TestEvent, type TestServer } from '../http/test-server.ts';

const DAY = 24 * 60 * 60 * 1000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ trustProxy: true });
});
afterAll(() => server.close());

const ada = {
  id: expect.stringMatching(/^00u/),
  type: 'User',
  alternateId: 'ada@example.com',
  displayName: 'Ada Byron',
};

async function call(token: string, headers: Record<string, string> = {}): Promise<unknown> {
  const source = await server.createSource();
  const before = (await server.events()).length;
  const { status, json } = await server.call('GET', `/api/v1/identity-sources/${source.id}/sessions`, {
    token,
    headers,
  });
  const events = (await server.events()).slice(before);
  return { status, code: (json as { errorCode?: string }).errorCode, events };
}

function refusal(type: string, reason: string, token?: { readonly id: string; readonly value: string }): TestEvent {
  return {
    type,
    outcome: 'FAILURE',
    reason,
    actor:
      token === undefined
        ? { id: 'system', type: 'SystemPrincipal', alternateId: 'system@headwater', displayName: 'Headwater System' }
        : ada,
    targets:
      token === undefined
        ? []
        : [{ id: token.id, type: 'Token', alternateId: `…${token.value.slice(-4)}`, displayName: 'test' }],
    debug: {},
  };
}

test('a token begins with 00, has 42 URL-safe characters, and only its hash is stored', async () => {
  const { id, value } = await server.createToken();
  expect([id, value]).toEqual([expect.stringMatching(/^00T[0-9A-Za-z]{17}$/), expect.stringMatching(/^00[\w-]{40}$/)]);
  const rows = await server.org.read((tx) => tx.query(sql`SELECT api_tokens::text AS row FROM api_tokens`));
  expect(JSON.stringify(rows)).not.toContain(value);
});

test('scenario 40: a wrong token is 401, with an event', async () => {
  expect(await call('00wrong')).toEqual({
    status: 401,
    code: 'E0000011',
    events: [refusal('user.session.start', 'INVALID_TOKEN')],
  });
});

test('scenario 40: a revoked token is 401, with an event', async () => {
  const token = await server.createToken();
  await server.org.transaction((tx) => revokeToken(tx, server.org, token.id, { actor: SYSTEM }));
  expect(await call(token.value)).toEqual({
    status: 401,
    code: 'E0000011',
    events: [refusal('user.session.start', 'TOKEN_REVOKED', token)],
  });
});

test('scenario 40: a token idle for 31 days is 401, with an event, and one used within 30 days lives on', async () => {
  const [idle, used] = [await server.createToken(), await server.createToken()];
  server.clock.advance(20 * DAY);
  expect(await call(used.value)).toMatchObject({ status: 200 });
  server.clock.advance(11 * DAY);
  expect(await call(used.value)).toMatchObject({ status: 200 });
  expect(await call(idle.value)).toEqual({
    status: 401,
    code: 'E0000011',
    events: [refusal('user.session.start', 'TOKEN_EXPIRED', idle)],
  });
});

test('scenario 40: a token whose owner is deactivated is 401, with an event', async () => {
  const token = await server.createToken();
  await server.org.transaction((tx) => tx.execute(sql`UPDATE users SET status = 'DEPROVISIONED'`));
  const answer = await call(token.value);
  await server.org.transaction((tx) => tx.execute(sql`UPDATE users SET status = 'ACTIVE'`));
  expect(answer).toEqual({
    status: 401,
    code: 'E0000011',
    events: [refusal('user.session.start', 'OWNER_DEACTIVATED', token)],
  });
});

test('scenario 40: a token used outside its networks is 403, with an event; inside it works', async () => {
  const token = await server.createToken({ networks: ['10.0.0.0/8', '2001:db8::/32'] });
  expect(await call(token.value, { 'x-forwarded-for': '203.0.113.9' })).toEqual({
    status: 403,
    code: 'E0000006',
    events: [refusal('system.api_token.request_outside_allowed_range', 'OUTSIDE_ALLOWED_RANGE', token)],
  });
  expect(await call(token.value, { 'x-forwarded-for': '10.1.2.3' })).toMatchObject({ status: 200, events: [] });
  expect(await call(token.value, { 'x-forwarded-for': '2001:db8::9' })).toMatchObject({ status: 200, events: [] });
});

test('scenario 40: a token bound to a source is 403 on every other, with an event', async () => {
  const source = await server.createSource();
  const token = await server.createToken({ sourceId: source.id });
  const own = await server.call('GET', `/api/v1/identity-sources/${source.id}/sessions`, { token: token.value });
  expect(own.status).toBe(200);
  expect(await call(token.value)).toEqual({
    status: 403,
    code: 'E0000006',
    events: [refusal('user.session.start', 'BOUND_TO_ONE_SOURCE', token)],
  });
});

test('a token whose owner is no administrator any more is 403', async () => {
  const token = await server.createToken();
  await server.org.transaction((tx) => removeAdministrator(tx, server.adminId));
  const answer = await call(token.value);
  await server.org.transaction((tx) =>
    tx.execute(sql`
      INSERT INTO administrators (user_id, role, created) VALUES (${server.adminId}, 'SUPER_ADMIN', ${server.clock.now()})`),
  );
  expect(answer).toMatchObject({ status: 403, code: 'E0000006' });
});

test('a client that hammers with a dead token is in the log once a minute', async () => {
  const token = await server.createToken();
  await server.org.transaction((tx) => revokeToken(tx, server.org, token.id, { actor: SYSTEM }));
  await call(token.value);
  expect(await call(token.value)).toMatchObject({ status: 401, events: [] });
});

test('a use is written at most once a minute', async () => {
  const token = await server.createToken();
  const lastUsed = async () =>
    (await server.org.read(listTokens)).find(({ id }) => id === token.id)?.lastUsed.toISOString();
  const created = await lastUsed();
  server.clock.advance(59_000);
  await call(token.value);
  expect(await lastUsed()).toBe(created);
  server.clock.advance(1_000);
  await call(token.value);
  expect(await lastUsed()).toBe(server.clock.now().toISOString());
});

test('a revocation is seen when what is remembered of the token is a second old', async () => {
  let now = 0;
  const authenticate = createAuthenticator({ monotonic: () => now });
  const token = await server.createToken();
  const attempt = () =>
    authenticate(server.org, {
      authorization: `SSWS ${token.value}`,
      proof: undefined,
      method: 'GET',
      origin: 'http://localhost',
      path: '/api/v1/users',
      client: { ipAddress: '127.0.0.1', userAgent: null, requestId: 'r' },
      sourceId: undefined,
      unboundOnly: true,
    });
  expect(await attempt()).toEqual({
    kind: 'token',
    tokenId: token.id,
    userId: server.adminId,
    sourceId: null,
    actor: ada,
  });
  await server.org.transaction((tx) => revokeToken(tx, server.org, token.id, { actor: SYSTEM }));
  now = 999;
  await attempt();
  now = 1000;
  await expect(attempt()).rejects.toMatchObject({ code: 'invalidToken' });
});

test('tokens are listed without their secrets, newest first, and revoked once', async () => {
  server.clock.advance(1000);
  const token = await server.createToken({ networks: ['10.0.0.0/8'], idleDays: 7 });
  const revoke = () => server.org.transaction((tx) => revokeToken(tx, server.org, token.id, { actor: SYSTEM }));
  const created = server.clock.now();
  server.clock.advance(1000);
  const revoked = server.clock.now();
  await revoke();
  server.clock.advance(1000);
  const before = (await server.events()).length;
  await revoke();
  expect((await server.events()).length).toBe(before);
  const [first] = await server.org.read(listTokens);
  expect(first).toEqual({
    id: token.id,
    name: 'test',
    lastFour: token.value.slice(-4),
    ownerId: server.adminId,
    sourceId: null,
    networks: ['10.0.0.0/8'],
    idleDays: 7,
    sharePercent: null,
    created,
    lastUsed: created,
    revoked,
  });
});

test.each([
  ['a blank name', { name: '  ' }, 'name: The field cannot be left blank'],
  ['an owner who is no administrator', { ownerId: '00uNobody' }, 'ownerId: 00uNobody is no administrator'],
  ['an unknown source', { sourceId: '0oaNothing' }, 'sourceId: There is no identity source 0oaNothing'],
  ['more than all of a limit', { sharePercent: 101 }, 'sharePercent: 101 must be a whole number from 0 to 100'],
  ['no days at all', { idleDays: 0 }, 'idleDays: 0 must be a whole number of days, at least 1'],
])('a token with %s is refused', async (_name, input, cause) => {
  const attempt = server.org.transaction((tx) =>
    createToken(tx, server.org, { name: 'x', ownerId: server.adminId, ...input }, { actor: SYSTEM }),
  );
  await expect(attempt).rejects.toMatchObject({ code: 'validationFailed', causes: [cause] });
});

test('revoking an unknown token is not found', async () => {
  const attempt = server.org.transaction((tx) => revokeToken(tx, server.org, '00TNothing', { actor: SYSTEM }));
  await expect(attempt).rejects.toMatchObject({ code: 'notFound' });
});

test('administrators are listed', async () => {
  expect(await server.org.read(listAdministrators)).toEqual([
    { userId: server.adminId, role: 'SUPER_ADMIN', created: expect.any(Date) },
  ]);
});
