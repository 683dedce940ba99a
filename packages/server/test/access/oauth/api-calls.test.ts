// Long: everything that can be wrong with a token or a proof, a test each.

import { systemClock } from '@headwater/protocol';
import { SignJWT } from 'jose';
import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAuthenticator } from '../../../src/access/authenticator.ts';
import { createAuthorizationServer } from '../../../src/access/oauth/authorization-server.ts';
import { forgetExpiredUses } from '../../../src/access/oauth/used-once.ts';
import { listGrants, revokeGrant } from '../../../src/access/service-apps/grants.ts';
import { deleteServiceApp, setServiceAppStatus } from '../../../src/access/service-apps/manage-service-apps.ts';
import { listRoles, unassignRole } from '../../../src/access/service-apps/roles.ts';
import type { Room } from '../../../src/http/room.ts';
import { createSecrets } from '../../../src/secrets/secrets.ts';
import { SYSTEM } from '../../../src/system-log/record-event.ts';
import { type Answer, startTestServer, type TestServer } from '../../http/test-server.ts';
import { bearerToken, boundToken, type ClientKey, newClient, newKey, proof, type TestClient } from './oauth-client.ts';

const act = { actor: SYSTEM };
const SOURCES = '/api/v1/identity-sources';

/** One route of every kind. */
const probes: Room = (app) => {
  const who = async ({ caller }: { readonly caller: unknown }) => ({ caller });
  app.get('/probe/read', { config: { scope: 'users' } }, who);
  app.post('/probe/manage', { config: { scope: 'users' } }, who);
  app.get('/probe/administer', { config: { scope: 'users', access: 'administer' } }, who);
  app.post('/probe/preview', { config: { scope: 'users', access: 'read' } }, who);
  app.get('/probe/own', { config: { scope: 'headwater' } }, who);
  app.get('/probe/unscoped', {}, who);
};

let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  [server, other] = await Promise.all([startTestServer({ rooms: [probes] }), startTestServer()]);
});
afterAll(() => Promise.all([server.close(), other.close()]));

function call(
  method: string,
  path: string,
  authorization: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return server.call(method, path, { token: null, headers: { authorization, ...headers } });
}

const UNAUTHORIZED = { status: 401, json: { errorCode: 'E0000011', errorSummary: 'Invalid token provided' } };
const FORBIDDEN = { status: 403, json: { errorCode: 'E0000006' } };

describe('a bearer token', () => {
  test('opens what its scope opens, and the event names the app', async () => {
    const client = await newClient(server, { label: 'HR sync' });
    const source = await server.createSource();
    const token = await bearerToken(server, client);
    const answer = await call('POST', `${SOURCES}/${source.id}/sessions`, `Bearer ${token}`);
    expect(answer.status).toBe(201);
    expect((await server.events()).at(-1)).toMatchObject({
      type: 'system.import.session.created',
      actor: { id: client.id, type: 'PublicClientApp', alternateId: client.id, displayName: 'HR sync' },
    });
  });

  test('is known by its scheme in any case, and not as an API token', async () => {
    const client = await newClient(server, { scopes: ['okta.users.read'] });
    const token = await bearerToken(server, client, 'okta.users.read');
    expect((await call('GET', '/probe/read', `bearer ${token}`)).status).toBe(200);
    expect(await call('GET', '/probe/read', `SSWS ${token}`)).toMatchObject(UNAUTHORIZED);
    expect(await call('GET', '/probe/read', `DPoP ${token}`)).toMatchObject(UNAUTHORIZED);
    expect(await call('GET', '/probe/read', `Bearer ${server.token}`)).toMatchObject(UNAUTHORIZED);
  });

  test('ends after an hour of the org’s clock', async () => {
    const client = await newClient(server, { scopes: ['okta.users.read'] });
    const token = await bearerToken(server, client, 'okta.users.read');
    server.clock.advance(3_599_000);
    expect((await call('GET', '/probe/read', `Bearer ${token}`)).status).toBe(200);
    server.clock.advance(1_000);
    const answer = await call('GET', '/probe/read', `Bearer ${token}`);
    expect(answer).toMatchObject(UNAUTHORIZED);
    const origin = `http://127.0.0.1:${server.port}`;
    expect(answer.headers['www-authenticate']).toBe(
      `Bearer authorization_uri="${origin}/oauth2/v1/authorize", realm="${origin}", error="invalid_token", error_description="The access token is invalid or has expired.", resource="/probe/read"`,
    );
  });

  test('ends when its app is deactivated, and lives again with it; an app that is deleted has none', async () => {
    const client = await newClient(server, { scopes: ['okta.users.read'] });
    const token = await bearerToken(server, client, 'okta.users.read');
    const setStatus = (status: 'ACTIVE' | 'INACTIVE') =>
      server.org.transaction((tx) => setServiceAppStatus(tx, server.org, client.id, status, act));
    await setStatus('INACTIVE');
    expect(await call('GET', '/probe/read', `Bearer ${token}`)).toMatchObject(UNAUTHORIZED);
    expect((await server.events()).at(-1)).toEqual({
      type: 'user.session.start',
      outcome: 'FAILURE',
      reason: 'APP_DEACTIVATED',
      actor: { id: client.id, type: 'PublicClientApp', alternateId: client.id, displayName: 'HR sync' },
      targets: [{ id: client.id, type: 'AppInstance', alternateId: 'HR sync', displayName: 'HR sync' }],
      debug: {},
    });
    await setStatus('ACTIVE');
    expect((await call('GET', '/probe/read', `Bearer ${token}`)).status).toBe(200);
    await setStatus('INACTIVE');
    await server.org.transaction((tx) => deleteServiceApp(tx, server.org, client.id, act));
    expect(await call('GET', '/probe/read', `Bearer ${token}`)).toMatchObject(UNAUTHORIZED);
  });

  test('keeps a scope whose grant is taken away, and is powerless without a role', async () => {
    const client = await newClient(server, { scopes: ['okta.users.read'] });
    const token = await bearerToken(server, client, 'okta.users.read');
    await server.org.transaction(async (tx) => {
      for (const { id } of await listGrants(tx, client.id)) await revokeGrant(tx, server.org, client.id, id, act);
    });
    expect((await call('GET', '/probe/read', `Bearer ${token}`)).status).toBe(200);
    await server.org.transaction(async (tx) => {
      for (const { id } of await listRoles(tx, client.id)) await unassignRole(tx, server.org, client.id, id, act);
    });
    expect(await call('GET', '/probe/read', `Bearer ${token}`)).toMatchObject(FORBIDDEN);
  });

  test('of an app that is bound to a source is good for that source only', async () => {
    const [own, foreign] = [await server.createSource(), await server.createSource()];
    const client = await newClient(server, { sourceId: own.id });
    const token = await bearerToken(server, client);
    expect((await call('GET', `${SOURCES}/${own.id}/sessions`, `Bearer ${token}`)).status).toBe(200);
    expect(await call('GET', `${SOURCES}/${foreign.id}/sessions`, `Bearer ${token}`)).toMatchObject(FORBIDDEN);
    expect(await call('GET', '/probe/administer', `Bearer ${token}`)).toMatchObject(FORBIDDEN);
  });

  test('is good at the address only that issued it', async () => {
    const client = await newClient(server, { scopes: ['okta.users.read'] });
    const token = await bearerToken(server, client, 'okta.users.read');
    const elsewhere = { host: `localhost:${server.port}` };
    expect(await call('GET', '/probe/read', `Bearer ${token}`, elsewhere)).toMatchObject(UNAUTHORIZED);
  });

  test('of another org is refused', async () => {
    const source = await other.createSource();
    const token = await bearerToken(other, await newClient(other));
    const path = `${SOURCES}/${source.id}/sessions`;
    const own = await other.call('GET', path, { token: null, headers: { authorization: `Bearer ${token}` } });
    expect(own.status).toBe(200);
    expect(await call('GET', path, `Bearer ${token}`)).toMatchObject(UNAUTHORIZED);
  });

  test('that is changed, signed otherwise, or no token at all is refused', async () => {
    const client = await newClient(server, { scopes: ['okta.users.read'] });
    const token = await bearerToken(server, client, 'okta.users.read');
    const [head = '', claims = '', signature = ''] = token.split('.');
    const more = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), scp: ['okta.users.manage'] }),
    ).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'application/okta-internal-at+jwt' })).toString(
      'base64url',
    );
    const key = await newKey();
    const kid = JSON.parse(Buffer.from(head, 'base64url').toString()).kid;
    const forged = await new SignJWT(JSON.parse(Buffer.from(claims, 'base64url').toString()))
      .setProtectedHeader({ alg: 'ES256', kid, jwk: key.publicJwk, typ: 'application/okta-internal-at+jwt' })
      .sign(key.privateKey);
    const wrong = [
      `${head}.${more}.${signature}`,
      `${none}.${claims}.`,
      `${head}.${claims}.`,
      forged,
      'undefined',
      'a.b.c',
      '.'.repeat(4000),
      'x'.repeat(5000),
    ];
    for (const value of wrong) {
      const answer = await server.call('GET', '/probe/read', {
        token: null,
        headers: { authorization: `Bearer ${value}` },
      });
      expect(answer).toMatchObject(UNAUTHORIZED);
    }
    expect(server.log).toEqual([]);
  });

  test('is remembered for a second', async () => {
    let now = 0;
    const authorizationServer = createAuthorizationServer({
      secrets: createSecrets(Buffer.alloc(32, 1)),
      clock: systemClock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    const authenticate = createAuthenticator({ monotonic: () => now, authorizationServer });
    const client = await newClient(server, { scopes: ['okta.users.read'] });
    const token = await bearerToken(server, client, 'okta.users.read');
    const attempt = () =>
      authenticate(server.org, {
        authorization: `Bearer ${token}`,
        proof: undefined,
        method: 'GET',
        origin: `http://127.0.0.1:${server.port}`,
        path: '/api/v1/users',
        client: { ipAddress: '127.0.0.1', userAgent: null, requestId: 'r' },
        sourceId: undefined,
        unboundOnly: true,
      });
    expect(await attempt()).toEqual({
      kind: 'app',
      clientId: client.id,
      sourceId: null,
      scopes: new Set(['okta.users.read']),
      actor: { id: client.id, type: 'PublicClientApp', alternateId: client.id, displayName: 'HR sync' },
    });
    await server.org.transaction((tx) => setServiceAppStatus(tx, server.org, client.id, 'INACTIVE', act));
    now = 999;
    await attempt();
    now = 1000;
    await expect(attempt()).rejects.toMatchObject({ code: 'invalidToken' });
  });
});

describe('scopes', () => {
  let read: string;
  let manage: string;
  let foreign: string;
  beforeAll(async () => {
    const client = await newClient(server, { scopes: ['okta.users.read', 'okta.users.manage', 'okta.groups.manage'] });
    [read, manage, foreign] = await Promise.all([
      bearerToken(server, client, 'okta.users.read'),
      bearerToken(server, client, 'okta.users.manage'),
      bearerToken(server, client, 'okta.groups.manage'),
    ]);
  });
  afterEach(() => server.choose({}));

  test.each([
    ['GET', '/probe/read', [200, 200, 403]],
    ['HEAD', '/probe/read', [200, 200, 403]],
    ['POST', '/probe/manage', [403, 200, 403]],
    ['GET', '/probe/administer', [200, 200, 403]],
    ['POST', '/probe/preview', [200, 200, 403]],
    ['GET', '/probe/own', [403, 403, 403]],
    ['GET', '/probe/unscoped', [403, 403, 403]],
  ])('%s %s opens for read, manage and another family as %j', async (method, path, expected) => {
    const answers = await Promise.all([read, manage, foreign].map((token) => call(method, path, `Bearer ${token}`)));
    expect(answers.map(({ status }) => status)).toEqual(expected);
  });

  test('our own things have a scope of their own', async () => {
    const client = await newClient(server, { scopes: ['headwater.read'] });
    const token = await bearerToken(server, client, 'headwater.read');
    expect((await call('GET', '/probe/own', `Bearer ${token}`)).status).toBe(200);
  });

  const refused = () => {
    const origin = `http://127.0.0.1:${server.port}`;
    return `Bearer authorization_uri="${origin}/oauth2/v1/authorize", realm="${origin}", scope="okta.users.manage", error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="/probe/manage"`;
  };

  test('insufficientScopeBody=error answers with the error, and names the missing scope in the header', async () => {
    const answer = await call('POST', '/probe/manage?x=1', `Bearer ${read}`);
    expect([answer.status, answer.headers['www-authenticate'], answer.json]).toEqual([
      403,
      refused(),
      {
        errorCode: 'E0000006',
        errorSummary: 'You do not have permission to perform the requested action',
        errorLink: 'E0000006',
        errorId: expect.any(String),
        errorCauses: [],
      },
    ]);
  });

  test('insufficientScopeBody=empty answers with the header alone', async () => {
    server.choose({ insufficientScopeBody: 'empty' });
    const answer = await call('POST', '/probe/manage', `Bearer ${read}`);
    expect([answer.status, answer.headers['www-authenticate'], answer.text, answer.headers['content-type']]).toEqual([
      403,
      refused(),
      '',
      undefined,
    ]);
    expect(answer.headers['x-rate-limit-limit']).toEqual(expect.any(String));
  });

  test('insufficientScopeBody=empty leaves refusals for other reasons their body', async () => {
    server.choose({ insufficientScopeBody: 'empty' });
    expect(await call('GET', '/probe/unscoped', `Bearer ${read}`)).toMatchObject(FORBIDDEN);
  });
});

describe('a token that is bound to a key', () => {
  const URL = () => `http://127.0.0.1:${server.port}/probe/read`;
  let key: ClientKey;
  let client: TestClient;
  let accessToken: string;
  let nonce: string;
  beforeAll(async () => {
    key = await newKey();
    client = await newClient(server, { dpop: true, scopes: ['okta.users.read'] });
    ({ accessToken, nonce } = await boundToken(server, client, key, 'okta.users.read'));
  });

  const withProof = (dpop: string | undefined, path = '/probe/read', method = 'GET') =>
    call(method, path, `DPoP ${accessToken}`, dpop === undefined ? {} : { dpop });

  test('opens with a proof, with and without the nonce of the token endpoint', async () => {
    expect((await withProof(await proof(key, 'GET', URL(), { accessToken }))).status).toBe(200);
    expect((await withProof(await proof(key, 'GET', URL(), { accessToken, claims: { nonce } }))).status).toBe(200);
  });

  test('opens with the spellings of method and address that clients use', async () => {
    for (const claims of [{ htm: 'get' }, { htu: `${URL()}?limit=1#x` }, { htu: URL().replace('/probe', '//probe') }]) {
      expect(
        (await withProof(await proof(key, 'GET', URL(), { accessToken, claims }), '/probe/read?limit=2')).status,
      ).toBe(200);
    }
  });

  test('is refused as a bearer token', async () => {
    expect(await call('GET', '/probe/read', `Bearer ${accessToken}`)).toMatchObject(UNAUTHORIZED);
  });

  test('opens once with the same proof', async () => {
    const dpop = await proof(key, 'GET', URL(), { accessToken });
    expect((await withProof(dpop)).status).toBe(200);
    expect(await withProof(dpop)).toMatchObject(UNAUTHORIZED);
  });

  const now = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ['for another method', () => ({ htm: 'POST' }), {}],
    ['for another path', () => ({ htu: URL().replace('read', 'own') }), {}],
    ['for another host', () => ({ htu: 'http://elsewhere.example/probe/read' }), {}],
    ['for an address that is none', () => ({ htu: 'nowhere' }), {}],
    ['for another access token', () => ({ ath: 'x'.repeat(43) }), {}],
    ['for no access token', () => ({ ath: undefined }), {}],
    ['without an id', () => ({ jti: undefined }), {}],
    ['without a time', () => ({ iat: undefined }), {}],
    ['that has expired', () => ({ exp: now() - 10 }), {}],
    ['of another type', () => ({}), { typ: 'JWT' }],
    ['without its key', () => ({}), { jwk: undefined }],
    ['with a password as its key', () => ({}), { jwk: { kty: 'oct', k: 'AAAA' } }],
  ])('is refused with a proof %s', async (_what, claims, header) => {
    const answer = await withProof(await proof(key, 'GET', URL(), { accessToken, claims: claims(), header }));
    expect(answer).toMatchObject(UNAUTHORIZED);
    expect(answer.headers['www-authenticate']).toMatch(/^DPoP .*error="invalid_dpop_proof"/);
  });

  test('is refused without a proof, with one that is none, with two, and with a very long one', async () => {
    const good = await proof(key, 'GET', URL(), { accessToken });
    const long = await proof(key, 'GET', URL(), { accessToken, claims: { more: 'x'.repeat(7000) } });
    for (const dpop of [undefined, 'a.b.c', '', `${good}, ${good}`, long]) {
      expect(await withProof(dpop)).toMatchObject(UNAUTHORIZED);
    }
  });

  test('is refused with the proof of another key', async () => {
    const thief = await newKey();
    expect(await withProof(await proof(thief, 'GET', URL(), { accessToken }))).toMatchObject(UNAUTHORIZED);
    const header = { jwk: key.publicJwk };
    expect(await withProof(await proof(thief, 'GET', URL(), { accessToken, header }))).toMatchObject(UNAUTHORIZED);
  });

  test('is told a new nonce when the proof is old or its nonce is', async () => {
    for (const claims of [{ iat: now() - 400 }, { iat: now() + 400 }, { nonce: 'old' }, { nonce: 7 }]) {
      const answer = await withProof(await proof(key, 'GET', URL(), { accessToken, claims }));
      expect(answer).toMatchObject(UNAUTHORIZED);
      expect(answer.headers['www-authenticate']).toMatch(/^DPoP .*error="use_dpop_nonce"/);
      const again = { nonce: answer.headers['dpop-nonce'], iat: now() - 400 };
      expect((await withProof(await proof(key, 'GET', URL(), { accessToken, claims: again }))).status).toBe(200);
    }
  });

  test('names its scheme when its scope is not enough', async () => {
    const url = URL().replace('read', 'manage');
    const dpop = await proof(key, 'POST', url, { accessToken });
    const answer = await withProof(dpop, '/probe/manage', 'POST');
    expect(answer.status).toBe(403);
    expect(answer.headers['www-authenticate']).toMatch(/^DPoP .*scope="okta.users.manage", error="insufficient_scope"/);
  });

  test('leaves ids of proofs behind that are forgotten when they would have expired', async () => {
    const count = async () =>
      (
        await server.org.read((tx) => tx.query<{ readonly n: number }>(sql`SELECT count(*)::int AS n FROM oauth_used`))
      )[0]?.n;
    await withProof(await proof(key, 'GET', URL(), { accessToken }));
    await forgetExpiredUses(server.org, new Date());
    expect(await count()).toBeGreaterThan(0);
    await forgetExpiredUses(server.org, new Date(Date.now() + 2 * 60 * 60 * 1000));
    expect(await count()).toBe(0);
  });
});
