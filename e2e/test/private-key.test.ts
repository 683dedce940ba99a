import { execFile } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assignRole, createServiceApp, grantScope, SYSTEM, setServiceAppStatus, updateOrg } from '@headwater/server';
import { Client, DefaultRequestExecutor, OktaApiError } from '@okta/okta-sdk-nodejs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { administer } from '../src/org.ts';
import { sdkRefusal } from '../src/sdk-refusal.ts';
import { SourceApi } from '../src/source-api.ts';
import { type ServerProcess, Stage } from '../src/stage.ts';
import { until } from '../src/until.ts';

const MANAGE = 'okta.identitySources.manage';
const act = { actor: SYSTEM };

const stage = new Stage();
let dataDir: string;
let server: ServerProcess;
let identitySourceId: string;
let api: SourceApi;

beforeAll(async () => {
  dataDir = await stage.folder();
  server = await stage.start({ dataDir });
  if (server.firstStart === undefined) throw new Error('A new data directory has a first start');
  const { token, sourceId } = server.firstStart;
  identitySourceId = sourceId;
  api = new SourceApi({ url: () => server.url, org: 'default', token, sourceId });
  await administer({ dataDir }, ({ database }) =>
    updateOrg(database, 'default', { settings: { limits: { createCooldownSeconds: 0 } } }),
  );
});

afterAll(() => stage.close());

beforeEach(() => api.endSessions());

interface App {
  readonly clientId: string;
  readonly privateKey: KeyObject;
}

/** A service app with a new RSA key. */
async function makeApp(options: { readonly dpop: boolean; readonly scopes?: readonly string[] }): Promise<App> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const clientId = await administer({ dataDir }, async (administration) => {
    const org = await administration.org('default');
    return org.transaction(async (tx) => {
      const jwks = [publicKey.export({ format: 'jwk' })];
      const app = await createServiceApp(tx, org, { label: 'SDK', jwks, dpop: options.dpop }, act);
      for (const scope of options.scopes ?? [MANAGE]) await grantScope(tx, org, app.id, scope, act);
      await assignRole(tx, org, app.id, 'SUPER_ADMIN', act);
      return app.id;
    });
  });
  return { clientId, privateKey };
}

/** Every request of a client, as method, path and scheme. */
interface Recorded {
  readonly client: Client;
  readonly requests: string[];
}

function connect({ clientId, privateKey }: App, scopes: readonly string[] = [MANAGE]): Recorded {
  const requests: string[] = [];
  const requestExecutor = new DefaultRequestExecutor();
  requestExecutor.on('request', (request: { readonly [name: string]: unknown }) => {
    const headers = request.headers as { readonly Authorization?: string };
    const [scheme = ''] = (headers.Authorization ?? '').split(' ');
    requests.push(`${String(request.method)} ${new URL(String(request.url)).pathname} ${scheme}`.trim());
  });
  const client = new Client({
    orgUrl: server.url,
    authorizationMode: 'PrivateKey',
    clientId,
    scopes: [...scopes],
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
    requestExecutor,
  });
  return { client, requests };
}

describe.each([
  { dpop: true, name: 'an app that demands bound tokens' },
  { dpop: false, name: 'an app that does not' },
])('the official client with a private key, for $name', ({ dpop }) => {
  test('asks for a bound token with a nonce, and imports people with it', async () => {
    const { client, requests } = connect(await makeApp({ dpop }));
    const session = await client.identitySourceApi.createIdentitySourceSession({ identitySourceId });
    const sessions = `/api/v1/identity-sources/${identitySourceId}/sessions`;
    expect(requests).toEqual(['POST /oauth2/v1/token', 'POST /oauth2/v1/token', `POST ${sessions} DPoP`]);
    const path = { identitySourceId, sessionId: session.id ?? '' };
    const externalId = `dpop-${dpop}`;
    const profile = {
      userName: `${externalId}@corp.example`,
      email: `${externalId}@corp.example`,
      firstName: 'A',
      lastName: 'B',
    };
    await client.identitySourceApi.uploadIdentitySourceDataForUpsert({
      ...path,
      BulkUpsertRequestBody: { entityType: 'USERS', profiles: [{ externalId, profile }] },
    });
    await client.identitySourceApi.startImportFromIdentitySource(path);
    expect((await api.completed(path.sessionId)).counters.users).toMatchObject({ added: 1, errors: 0 });
    expect(await client.identitySourceApi.getIdentitySourceSession(path)).toMatchObject({ status: 'COMPLETED' });
    expect(requests.filter((request) => request.startsWith('POST /oauth2'))).toHaveLength(2);
  });

  test('reads the sessions as a collection, and cancels one', async () => {
    const { client } = connect(await makeApp({ dpop }));
    const { id: sessionId = '' } = await client.identitySourceApi.createIdentitySourceSession({ identitySourceId });
    const found: unknown[] = [];
    for await (const session of await client.identitySourceApi.listIdentitySourceSessions({ identitySourceId })) {
      found.push(session?.id);
    }
    expect(found).toEqual([sessionId]);
    await client.identitySourceApi.deleteIdentitySourceSession({ identitySourceId, sessionId });
    expect(await client.identitySourceApi.getIdentitySourceSession({ identitySourceId, sessionId })).toMatchObject({
      status: 'CLOSED',
    });
  });
});

test('the program of the guide gets a token by hand and lists the sessions', async () => {
  const { clientId, privateKey } = await makeApp({ dpop: false });
  const folder = await stage.folder();
  const guide = await readFile(new URL('../../docs/guides/service-apps.md', import.meta.url), 'utf8');
  const [, program = ''] = /^## By hand$.*?^```js\n(.*?)^```$/ms.exec(guide) ?? [];
  await writeFile(join(folder, 'private.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
  await writeFile(join(folder, 'list.mjs'), program);
  const env = { ...process.env, ORG: server.url, CLIENT_ID: clientId, SOURCE_ID: identitySourceId };
  const { stdout } = await promisify(execFile)(process.execPath, ['list.mjs'], { cwd: folder, env });
  expect(stdout).toBe('200 []\n');
});

test('the official client without the scope is told so', async () => {
  const scopes = ['okta.users.read'];
  const { client } = connect(await makeApp({ dpop: true, scopes }), scopes);
  const error = await sdkRefusal(client.identitySourceApi.createIdentitySourceSession({ identitySourceId }));
  expect([error.status, error.errorCode]).toEqual([403, 'E0000006']);
});

test('the official client, whose scope is not granted, calls with no token and is refused', async () => {
  const { client, requests } = connect(await makeApp({ dpop: true, scopes: [] }));
  const error = await sdkRefusal(client.identitySourceApi.createIdentitySourceSession({ identitySourceId }));
  expect([error.status, error.errorCode, error.message]).toEqual([
    401,
    'E0000011',
    'Okta HTTP 401 E0000011 Invalid token provided. ',
  ]);
  expect(requests.at(-1)).toMatch(/^POST \/api/);
});

test('the official client gets a new token by itself when the old one is refused', async () => {
  const app = await makeApp({ dpop: true });
  const { client, requests } = connect(app);
  const list = () => client.identitySourceApi.listIdentitySourceSessions({ identitySourceId });
  const setStatus = (status: 'ACTIVE' | 'INACTIVE') =>
    administer({ dataDir }, async (administration) => {
      const org = await administration.org('default');
      await org.transaction((tx) => setServiceAppStatus(tx, org, app.clientId, status, act));
    });
  for await (const _session of await list()) expect.unreachable();
  await setStatus('INACTIVE');
  // A token is believed for a second.
  await until('The tokens of the app are refused', async () => {
    const status = await list()
      .then((sessions) => sessions.next())
      .then(
        () => undefined,
        (error: unknown) => (error instanceof OktaApiError ? error.status : undefined),
      );
    return status === 401 ? true : undefined;
  });
  await setStatus('ACTIVE');
  requests.length = 0;
  for await (const _session of await list()) expect.unreachable();
  // Its first call has what it took for a token while it got none.
  expect(requests.map((request) => request.split(' ').slice(0, 2).join(' '))).toEqual([
    `GET ${api.sessions}`,
    'POST /oauth2/v1/token',
    'POST /oauth2/v1/token',
    `GET ${api.sessions}`,
  ]);
});
