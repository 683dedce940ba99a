import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { grantScope } from '../../../src/access/service-apps/grants.ts';
import { createServiceApp, type NewServiceApp } from '../../../src/access/service-apps/manage-service-apps.ts';
import { assignRole } from '../../../src/access/service-apps/roles.ts';
import { SYSTEM } from '../../../src/system-log/record-event.ts';
import type { Answer, TestServer } from '../../http/test-server.ts';

type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** A key pair of a client. */
export interface ClientKey {
  readonly algorithm: string;
  readonly privateKey: PrivateKey;
  readonly publicJwk: JWK & { readonly kid: string };
  readonly privateJwk: JWK;
}

/** Makes a key pair; elliptic ones take no time. */
export async function newKey(algorithm = 'ES256'): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { algorithm, privateKey, publicJwk: { ...jwk, kid }, privateJwk: { ...(await exportJWK(privateKey)), kid } };
}

/** A client with a key, as a program would be written by hand. */
export interface TestClient {
  readonly id: string;
  readonly key: ClientKey;
}

const MANAGE = 'okta.identitySources.manage';

export interface NewClient extends Partial<NewServiceApp> {
  readonly scopes?: readonly string[];
  /** Default: SUPER_ADMIN. */
  readonly role?: 'SUPER_ADMIN' | null;
  readonly key?: ClientKey;
}

/** Makes a service app: bearer tokens, `okta.identitySources.manage` and a role, unless said otherwise. */
export async function newClient(server: TestServer, options: NewClient = {}): Promise<TestClient> {
  const { scopes = [MANAGE], role = 'SUPER_ADMIN', key = await newKey(), ...input } = options;
  const act = { actor: SYSTEM };
  const id = await server.org.transaction(async (tx) => {
    const app = await createServiceApp(
      tx,
      server.org,
      { label: 'HR sync', dpop: false, jwks: [key.publicJwk], ...input },
      act,
    );
    for (const scope of scopes) await grantScope(tx, server.org, app.id, scope, act);
    if (role !== null) await assignRole(tx, server.org, app.id, role, act);
    return app.id;
  });
  return { id, key };
}

/** Address of the token endpoint. */
export function tokenUrl(server: TestServer): string {
  return `http://127.0.0.1:${server.port}/oauth2/v1/token`;
}

export interface Assertion {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: ClientKey;
}

/** A good client assertion, with these claims and headers on top; undefined leaves one out. */
export async function assertion(server: TestServer, client: TestClient, options: Assertion = {}): Promise<string> {
  const key = options.key ?? client.key;
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: client.id,
    sub: client.id,
    aud: tokenUrl(server),
    iat: now,
    exp: now + 300,
    jti: randomUUID(),
    ...options.claims,
  };
  const header = { alg: key.algorithm, kid: key.publicJwk.kid, ...options.header };
  return new SignJWT(claims).setProtectedHeader(header).sign(key.privateKey);
}

/** Posts a form to the token endpoint; undefined members are left out. */
export async function postToken(
  server: TestServer,
  form: Readonly<Record<string, string | undefined>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const members = Object.entries(form).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return server.call('POST', '/oauth2/v1/token', {
    token: null,
    raw: new URLSearchParams(members).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
}

/** The form of a good request. */
export async function tokenForm(
  server: TestServer,
  client: TestClient,
  scope: string | undefined = MANAGE,
  options: Assertion = {},
): Promise<Record<string, string | undefined>> {
  return {
    grant_type: 'client_credentials',
    scope,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(server, client, options),
  };
}

/** Gets a bearer token. */
export async function bearerToken(server: TestServer, client: TestClient, scope?: string): Promise<string> {
  return accessTokenOf(await postToken(server, await tokenForm(server, client, scope)));
}

export interface Proof {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly accessToken?: string;
}

/** A proof for a request, with these claims and headers on top. */
export async function proof(key: ClientKey, method: string, url: string, options: Proof = {}): Promise<string> {
  const { accessToken } = options;
  const claims = {
    htm: method,
    htu: url,
    iat: Math.floor(Date.now() / 1000),
    jti: randomUUID(),
    ...(accessToken === undefined ? {} : { ath: createHash('sha256').update(accessToken).digest('base64url') }),
    ...options.claims,
  };
  const { kid: _kid, ...jwk } = key.publicJwk;
  const header = { alg: key.algorithm, typ: 'dpop+jwt', jwk, ...options.header };
  return new SignJWT(claims).setProtectedHeader(header).sign(key.privateKey);
}

/** Gets a token that is bound to a key: once without a nonce, to be given one, then with it. */
export async function boundToken(
  server: TestServer,
  client: TestClient,
  key: ClientKey,
  scope?: string,
): Promise<{ readonly accessToken: string; readonly nonce: string }> {
  const first = await postToken(server, await tokenForm(server, client, scope), {
    dpop: await proof(key, 'POST', tokenUrl(server)),
  });
  const nonce = String(first.headers['dpop-nonce']);
  const second = await postToken(server, await tokenForm(server, client, scope), {
    dpop: await proof(key, 'POST', tokenUrl(server), { claims: { nonce } }),
  });
  return { accessToken: accessTokenOf(second), nonce };
}

function accessTokenOf({ json, text }: Answer): string {
  if (typeof json === 'object' && json !== null && 'access_token' in json) return String(json.access_token);
  throw new Error(`No token: ${text}`);
}
