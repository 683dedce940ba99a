// Long: everything that can be wrong with a request for a token, a test each.

import { createHmac, randomUUID } from 'node:crypto';
import { type Clock, manualClock, systemClock } from '@headwater/protocol';
import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet } from 'jose';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthorizationServer } from '../../../src/access/oauth/authorization-server.ts';
import { SCOPES } from '../../../src/access/scopes.ts';
import { removeAppKey } from '../../../src/access/service-apps/app-keys.ts';
import { grantScope } from '../../../src/access/service-apps/grants.ts';
import { setServiceAppStatus } from '../../../src/access/service-apps/manage-service-apps.ts';
import { getServiceApp } from '../../../src/access/service-apps/service-app.ts';
import { silentLog } from '../../../src/http/log.ts';
import { createSecrets, SECRET_KEY_BYTES } from '../../../src/secrets/secrets.ts';
import { SYSTEM } from '../../../src/system-log/record-event.ts';
import { type Answer, startTestServer, type TestServer } from '../../http/test-server.ts';
import {
  assertion,
  boundToken,
  type ClientKey,
  newClient,
  newKey,
  postToken,
  proof,
  type TestClient,
  tokenForm,
  tokenUrl,
} from './oauth-client.ts';

const MANAGE = 'okta.identitySources.manage';
const READ = 'okta.identitySources.read';
const act = { actor: SYSTEM };

let server: TestServer;
let other: TestServer;
let client: TestClient;
let bound: TestClient;
let clientKey: ClientKey;
beforeAll(async () => {
  [server, other] = await Promise.all([startTestServer(), startTestServer()]);
  client = await newClient(server, { scopes: [READ, MANAGE] });
  bound = await newClient(server, { dpop: true });
  clientKey = await newKey();
});
afterAll(() => Promise.all([server.close(), other.close()]));

function outcome({ status, json }: Answer): unknown {
  return { status, json };
}

const INVALID_CLIENT = {
  status: 401,
  json: { error: 'invalid_client', error_description: 'client authentication failed' },
};

test('a token comes in the documented form and order, with the request id and rate limit headers', async () => {
  const answer = await postToken(server, await tokenForm(server, client, `${MANAGE} ${READ}`));
  expect(answer.status).toBe(200);
  expect(Object.entries(answer.json as object)).toEqual([
    ['token_type', 'Bearer'],
    ['expires_in', 3600],
    ['access_token', expect.any(String)],
    ['scope', `${MANAGE} ${READ}`],
  ]);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json',
    'cache-control': 'no-cache, no-store',
    'x-okta-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
    'x-rate-limit-limit': expect.any(String),
  });
});

test('a token has the documented claims, by the clock of the org, and is signed by a published key', async () => {
  const answer = await postToken(server, await tokenForm(server, client));
  const { access_token: token } = answer.json as { access_token: string };
  const issuer = `http://127.0.0.1:${server.port}`;
  const iat = Math.floor(server.clock.now().getTime() / 1000);
  expect(decodeJwt(token)).toEqual({
    ver: 1,
    jti: expect.stringMatching(/^AT\./),
    iss: issuer,
    aud: issuer,
    sub: client.id,
    cid: client.id,
    iat,
    exp: iat + 3600,
    scp: [MANAGE],
  });
  const keys = await server.call('GET', '/oauth2/v1/keys', { token: null });
  expect(decodeProtectedHeader(token)).toEqual({
    alg: 'RS256',
    typ: 'application/okta-internal-at+jwt',
    kid: (keys.json as JSONWebKeySet).keys[0]?.kid,
  });
  await compactVerify(token, createLocalJWKSet(keys.json as JSONWebKeySet));
});

test('the published keys are public', async () => {
  const { json } = await server.call('GET', '/oauth2/v1/keys', { token: null });
  expect((json as JSONWebKeySet).keys.map((key) => Object.keys(key).sort())).toEqual([
    ['alg', 'e', 'kid', 'kty', 'n', 'use'],
  ]);
});

test('the metadata names what is offered, and nothing else', async () => {
  const origin = `http://127.0.0.1:${server.port}`;
  const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
  const { json } = await server.call('GET', '/.well-known/oauth-authorization-server', { token: null });
  expect(json).toEqual({
    issuer: origin,
    token_endpoint: `${origin}/oauth2/v1/token`,
    jwks_uri: `${origin}/oauth2/v1/keys`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    scopes_supported: SCOPES,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: algorithms,
    dpop_signing_alg_values_supported: algorithms,
  });
});

test.each([
  ['GET', '/.well-known/openid-configuration'],
  ['GET', '/auth'],
  ['GET', '/oauth2/v1/authorize'],
  ['POST', '/reg'],
  ['GET', '/session/end'],
  ['POST', '/session/end/confirm'],
  ['GET', '/me'],
  ['POST', '/token/introspection'],
  ['POST', '/token/revocation'],
  ['POST', '/request'],
  ['GET', '/interaction/abc'],
  ['GET', '/jwks'],
])('nothing else of the library is reachable: %s %s', async (method, path) => {
  expect(await server.call(method, path)).toMatchObject({ status: 404, json: { errorCode: 'E0000008' } });
});

describe('an assertion', () => {
  test.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'])(
    'may be signed with %s',
    async (algorithm) => {
      const signer = await newClient(server, { key: await newKey(algorithm) });
      expect((await postToken(server, await tokenForm(server, signer))).status).toBe(200);
    },
  );

  test('may have the issuer as its audience', async () => {
    const claims = { aud: `http://127.0.0.1:${server.port}` };
    expect((await postToken(server, await tokenForm(server, client, MANAGE, { claims }))).status).toBe(200);
  });

  test('may leave the key id out', async () => {
    const header = { kid: undefined };
    expect((await postToken(server, await tokenForm(server, client, MANAGE, { header }))).status).toBe(200);
  });

  const now = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => Readonly<Record<string, unknown>>]>([
    ['is for another address', () => ({ aud: 'https://elsewhere.example/oauth2/v1/token' })],
    ['is for the token endpoint of another org', () => ({ aud: tokenUrl(other) })],
    ['is for nobody', () => ({ aud: undefined })],
    ['has expired', () => ({ exp: now() - 60 })],
    ['expires later than an hour ahead', () => ({ exp: now() + 3700 })],
    ['never expires', () => ({ exp: undefined })],
    ['expires at no number', () => ({ exp: 'never' })],
    ['is not good yet', () => ({ nbf: now() + 600 })],
    ['has no id', () => ({ jti: undefined })],
    ['is issued by somebody else', () => ({ iss: 'somebody' })],
    ['is about an unknown app', () => ({ iss: '0oaUNKNOWN0000000000', sub: '0oaUNKNOWN0000000000' })],
    ['is about an address', () => ({ iss: 'https://127.0.0.1:9/app', sub: 'https://127.0.0.1:9/app' })],
  ])('is refused when it %s', async (_what, claims) => {
    const form = await tokenForm(server, client, MANAGE, { claims: claims() });
    expect(outcome(await postToken(server, form))).toEqual(INVALID_CLIENT);
  });

  test('is taken once, also by two requests at the same time', async () => {
    const form = await tokenForm(server, client);
    const answers = await Promise.all([1, 2, 3, 4].map(() => postToken(server, form)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect(outcome(await postToken(server, form))).toEqual(INVALID_CLIENT);
  });

  test('is refused when another key signed it, under whatever key id', async () => {
    const key = await newKey();
    const kid = client.key.publicJwk.kid;
    for (const header of [{}, { kid }, { kid: undefined }, { jwk: key.publicJwk }]) {
      const form = await tokenForm(server, client, MANAGE, { key, header });
      expect(outcome(await postToken(server, form))).toEqual(INVALID_CLIENT);
    }
  });

  test.each([
    ['jku', 'http://127.0.0.1:9/keys'],
    ['x5u', 'http://127.0.0.1:9/certificate'],
  ])('is not followed to the address in %s', async (name, value) => {
    const key = await newKey();
    const form = await tokenForm(server, client, MANAGE, { key, header: { [name]: value } });
    expect(outcome(await postToken(server, form))).toEqual(INVALID_CLIENT);
  });

  test('without a signature, or signed with the public key as a password, is refused', async () => {
    const good = await assertion(server, client);
    const [, claims = ''] = good.split('.');
    const head = (alg: string) =>
      Buffer.from(JSON.stringify({ alg, kid: client.key.publicJwk.kid })).toString('base64url');
    const signed = `${head('HS256')}.${claims}`;
    const hmac = createHmac('sha256', JSON.stringify(client.key.publicJwk)).update(signed).digest('base64url');
    for (const forged of [`${head('none')}.${claims}.`, `${head('NONE')}.${claims}.`, `${signed}.${hmac}`]) {
      const form = { ...(await tokenForm(server, client)), client_assertion: forged };
      expect(outcome(await postToken(server, form))).toEqual(INVALID_CLIENT);
    }
  });

  test('of an app that is not active, or whose key was removed, is refused', async () => {
    const gone = await newClient(server);
    await server.org.transaction((tx) => setServiceAppStatus(tx, server.org, gone.id, 'INACTIVE', act));
    expect(outcome(await postToken(server, await tokenForm(server, gone)))).toEqual(INVALID_CLIENT);
    await server.org.transaction((tx) => setServiceAppStatus(tx, server.org, gone.id, 'ACTIVE', act));
    expect((await postToken(server, await tokenForm(server, gone))).status).toBe(200);
    await server.org.transaction(async (tx) => {
      for (const key of (await getServiceApp(tx, gone.id)).keys)
        await removeAppKey(tx, server.org, gone.id, key.id, act);
    });
    expect(outcome(await postToken(server, await tokenForm(server, gone)))).toEqual(INVALID_CLIENT);
  });
});

describe('a request', () => {
  test.each<[string, Readonly<Record<string, string | undefined>>, string]>([
    ['without an assertion', { client_assertion: undefined, client_assertion_type: undefined }, 'invalid_request'],
    ['with something else as the assertion', { client_assertion: 'a.b.c' }, 'invalid_request'],
    ['with a client secret', { client_assertion: undefined, client_id: 'x', client_secret: 'y' }, 'invalid_client'],
    ['for another grant', { grant_type: 'authorization_code', code: 'x' }, 'unsupported_grant_type'],
    ['without a grant', { grant_type: undefined }, 'invalid_request'],
    ['without a scope', { scope: undefined }, 'invalid_scope'],
    ['for a scope that is not granted', { scope: `${MANAGE} okta.users.manage` }, 'invalid_scope'],
    ['for a scope that nobody knows', { scope: 'okta.everything' }, 'invalid_scope'],
    ['for openid', { scope: 'openid' }, 'invalid_scope'],
    ['for another resource', { resource: 'https://elsewhere.example' }, 'invalid_target'],
  ])('%s is refused in the form of OAuth', async (_what, change, error) => {
    const answer = await postToken(server, { ...(await tokenForm(server, client)), ...change });
    expect(outcome(answer)).toEqual({
      status: error === 'invalid_client' ? 401 : 400,
      json: {
        error,
        error_description: expect.any(String),
        ...(error === 'invalid_scope' ? { scope: expect.anything() } : {}),
      },
    });
  });

  test('in another form than the one of OAuth is refused', async () => {
    const json = await tokenForm(server, client);
    expect(await server.call('POST', '/oauth2/v1/token', { token: null, json })).toMatchObject({
      status: 400,
      json: { error: 'invalid_request' },
    });
    expect(await server.call('POST', '/oauth2/v1/token', { token: null })).toMatchObject({
      status: 400,
      json: { error: 'invalid_request' },
    });
  });

  test('that is too long is refused before it is read to its end', async () => {
    const form = { ...(await tokenForm(server, client)), more: 'x'.repeat(40_000) };
    expect(await postToken(server, form)).toMatchObject({ status: 413, json: { error: 'invalid_request' } });
  });

  test('gets the new scope as soon as it is granted', async () => {
    const grown = await newClient(server, { scopes: [READ] });
    expect((await postToken(server, await tokenForm(server, grown))).status).toBe(400);
    await server.org.transaction((tx) => grantScope(tx, server.org, grown.id, MANAGE, act));
    expect((await postToken(server, await tokenForm(server, grown))).status).toBe(200);
  });

  test('is an event, with the app as its actor, and a refusal with its reason', async () => {
    const named = await newClient(server, { label: 'Payroll' });
    await postToken(server, await tokenForm(server, named));
    const expired = { claims: { exp: 1 } };
    await postToken(server, await tokenForm(other, await newClient(other)), {});
    await postToken(server, await tokenForm(server, named, MANAGE, expired));
    const events = (await server.events()).filter(({ type }) => type === 'app.oauth2.token.grant.access_token');
    const app = { type: 'AppInstance', id: named.id, alternateId: 'Payroll', displayName: 'Payroll' };
    expect(events.find(({ actor }) => (actor as { id: string }).id === named.id)).toEqual({
      type: 'app.oauth2.token.grant.access_token',
      outcome: 'SUCCESS',
      reason: null,
      actor: { id: named.id, type: 'PublicClientApp', alternateId: named.id, displayName: 'Payroll' },
      targets: [app],
      debug: {},
    });
    expect(events.map(({ reason }) => reason)).toContain('invalid_client: client not found');
  });
});

describe('a proof', () => {
  const url = () => tokenUrl(server);

  test('is asked for with a nonce, and then the token is bound to its key', async () => {
    const form = await tokenForm(server, bound);
    const first = await postToken(server, form, { dpop: await proof(clientKey, 'POST', url()) });
    expect([outcome(first), first.headers['dpop-nonce']]).toEqual([
      {
        status: 400,
        json: { error: 'use_dpop_nonce', error_description: 'Authorization server requires nonce in DPoP proof.' },
      },
      expect.stringMatching(/^[\w-]{43}$/),
    ]);
    const claims = { nonce: first.headers['dpop-nonce'] };
    const second = await postToken(server, await tokenForm(server, bound), {
      dpop: await proof(clientKey, 'POST', url(), { claims }),
    });
    expect(second.json).toMatchObject({ token_type: 'DPoP', expires_in: 3600 });
    const { access_token: token } = second.json as { access_token: string };
    expect(decodeJwt(token).cnf).toEqual({ jkt: clientKey.publicJwk.kid });
  });

  test('must come from an app that has bound tokens only', async () => {
    expect(outcome(await postToken(server, await tokenForm(server, bound)))).toEqual({
      status: 400,
      json: { error: 'invalid_dpop_proof', error_description: 'The DPoP proof JWT header is missing.' },
    });
  });

  test('may come from any app: whoever shows a key gets a token bound to it', async () => {
    const { accessToken } = await boundToken(server, client, clientKey);
    expect(decodeJwt(accessToken).cnf).toEqual({ jkt: clientKey.publicJwk.kid });
  });

  test('is taken once', async () => {
    const { nonce } = await boundToken(server, bound, clientKey);
    const dpop = await proof(clientKey, 'POST', url(), { claims: { nonce } });
    expect((await postToken(server, await tokenForm(server, bound), { dpop })).status).toBe(200);
    expect(outcome(await postToken(server, await tokenForm(server, bound), { dpop }))).toEqual({
      status: 400,
      json: { error: 'invalid_dpop_proof', error_description: 'The DPoP proof JWT was used before.' },
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
    ['is for another method', { htm: 'GET' }, {}],
    ['is for another address', { htu: 'https://elsewhere.example/oauth2/v1/token' }, {}],
    ['has no id', { jti: undefined }, {}],
    ['is another kind of JWT', {}, { typ: 'JWT' }],
    ['shows another key than the one that signed it', {}, { jwk: undefined }],
  ])('is refused when it %s', async (_what, claims, header) => {
    const { nonce } = await boundToken(server, bound, clientKey);
    const jwk = 'jwk' in header ? { jwk: (await newKey()).publicJwk } : {};
    const dpop = await proof(clientKey, 'POST', url(), { claims: { nonce, ...claims }, header: { ...header, ...jwk } });
    const answer = await postToken(server, await tokenForm(server, bound), { dpop });
    expect([answer.status, (answer.json as { error: string }).error]).toEqual([400, 'invalid_dpop_proof']);
  });

  test('with a nonce of another org, or none that was ever given, is told a new one', async () => {
    const stranger = await newClient(other, { dpop: true });
    const { nonce } = await boundToken(other, stranger, clientKey);
    for (const wrong of [nonce, randomUUID()]) {
      const dpop = await proof(clientKey, 'POST', url(), { claims: { nonce: wrong } });
      const answer = await postToken(server, await tokenForm(server, bound), { dpop });
      expect([answer.json, answer.headers['dpop-nonce']]).toEqual([
        { error: 'use_dpop_nonce', error_description: 'Authorization server requires nonce in DPoP proof.' },
        expect.any(String),
      ]);
    }
  });
});

test('of the signing key the database has the public part, and the rest sealed', async () => {
  const rows = await server.org.read((tx) =>
    tx.query<{ readonly jwk: object; readonly sealed: Buffer }>(sql`SELECT jwk, sealed FROM oauth_keys`),
  );
  expect(rows.map(({ jwk, sealed }) => [Object.keys(jwk).sort(), sealed.includes('"kty"')])).toEqual([
    [['e', 'kty', 'n'], false],
  ]);
});

test('a failure of the server is a server_error, and its log says why', async () => {
  const broken = await startTestServer();
  const lost = await newClient(broken);
  const form = await tokenForm(broken, lost);
  await broken.org.transaction((tx) => tx.execute(sql`ALTER TABLE oauth_keys RENAME TO hidden`));
  const answer = await postToken(broken, form);
  await broken.close();
  expect(outcome(answer)).toEqual({
    status: 500,
    json: { error: 'server_error', error_description: 'The authorization server failed; its log says why.' },
  });
  expect(broken.log.map(({ message }) => message)).toEqual(['POST /oauth2/v1/token failed']);
});

test('a token goes by the clock that the org has now, not by the one it had at first', async () => {
  const authorizationServer = createAuthorizationServer({
    secrets: createSecrets(Buffer.alloc(SECRET_KEY_BYTES, 1)),
    clock: systemClock,
    log: silentLog,
  });
  const issuedAt = async (clock: Clock) => {
    const form = await tokenForm(server, client);
    const { json } = await authorizationServer.answer(
      { ...server.org, clock },
      {
        method: 'POST',
        path: '/oauth2/v1/token',
        origin: `http://127.0.0.1:${server.port}`,
        contentType: 'application/x-www-form-urlencoded',
        body: Buffer.from(
          new URLSearchParams(
            Object.entries(form).map(([name, value = '']): [string, string] => [name, value]),
          ).toString(),
        ),
      },
    );
    return decodeJwt((json as { access_token: string }).access_token).iat;
  };
  expect(await issuedAt(manualClock('2026-03-01T10:00:00.000Z'))).toBe(Date.UTC(2026, 2, 1, 10) / 1000);
  expect(await issuedAt(manualClock('2026-03-02T10:00:00.000Z'))).toBe(Date.UTC(2026, 2, 2, 10) / 1000);
});

test('behind a trusted proxy the address is the one that the client sees', async () => {
  const behind = await startTestServer({ trustProxy: true });
  const served = await newClient(behind);
  const headers = { 'x-forwarded-proto': 'https', host: 'org.example' };
  const claims = { aud: 'https://org.example/oauth2/v1/token' };
  const answer = await postToken(behind, await tokenForm(behind, served, MANAGE, { claims }), headers);
  const { access_token: token } = answer.json as { access_token: string };
  expect(decodeJwt(token).iss).toBe('https://org.example');
  const direct = await postToken(behind, await tokenForm(behind, served, MANAGE, { claims }));
  await behind.close();
  expect(outcome(direct)).toEqual(INVALID_CLIENT);
});

test('a client id that no text of the database can be is an unknown one', async () => {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: MANAGE, client_id: '0oa\0' });
  const answer = await server.call('POST', '/oauth2/v1/token', {
    token: null,
    raw: form.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect([answer.status, (answer.json as { readonly error: string }).error, server.log]).toEqual([
    401,
    'invalid_client',
    [],
  ]);
});

test('behind the prefix of a test org, the addresses that clients sign have the prefix', async () => {
  const authorizationServer = createAuthorizationServer({
    secrets: createSecrets(Buffer.alloc(SECRET_KEY_BYTES, 1)),
    clock: systemClock,
    log: silentLog,
  });
  const origin = 'http://127.0.0.1/o/acme';
  const metadata = { method: 'GET', path: '/.well-known/oauth-authorization-server', origin } as const;
  expect((await authorizationServer.answer(server.org, metadata)).json).toMatchObject({
    issuer: origin,
    token_endpoint: `${origin}/oauth2/v1/token`,
    jwks_uri: `${origin}/oauth2/v1/keys`,
  });
});
