import { generateKeyPairSync } from 'node:crypto';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServiceApp } from '../../../src/access/service-apps/manage-service-apps.ts';
import { serviceAppsRoom } from '../../../src/access/service-apps/routes.ts';
import { SYSTEM } from '../../../src/system-log/record-event.ts';
import { startTestServer, type TestServer } from '../../http/test-server.ts';
import { bearerToken, newClient, newKey } from '../oauth/oauth-client.ts';

let server: TestServer;
let origin: string;
let appId: string;
beforeAll(async () => {
  server = await startTestServer({ rooms: [serviceAppsRoom] });
  origin = `http://127.0.0.1:${server.port}`;
  const act = { actor: SYSTEM };
  appId = (await server.org.transaction((tx) => createServiceApp(tx, server.org, { label: 'HR sync' }, act))).id;
});
afterAll(() => server.close());

const ADA = { id: expect.stringMatching(/^00u/), type: 'User' };
const app = () => ({ id: appId, type: 'AppInstance', alternateId: 'HR sync', displayName: 'HR sync' });

describe('grants', () => {
  const path = () => `/api/v1/apps/${appId}/grants`;

  test('are given, read, listed and taken away, with an event each', async () => {
    const json = { scopeId: 'okta.identitySources.manage', issuer: origin };
    const given = await server.call('POST', path(), { json });
    const { id } = given.json as { id: string };
    const at = server.clock.now().toISOString();
    const grant = {
      id: expect.stringMatching(/^oag/),
      status: 'ACTIVE',
      created: at,
      createdBy: ADA,
      lastUpdated: at,
      issuer: origin,
      clientId: appId,
      scopeId: 'okta.identitySources.manage',
      source: 'ADMIN',
      _links: {
        app: { href: `${origin}/api/v1/apps/${appId}` },
        client: { href: `${origin}/oauth2/v1/clients/${appId}` },
        self: { href: `${origin}${path()}/${id}` },
      },
    };
    expect([given.status, given.json]).toEqual([201, grant]);
    expect(await server.call('GET', `${path()}/${id}`)).toMatchObject({ status: 200, json: grant });
    expect((await server.call('GET', path())).json).toEqual([grant]);
    expect((await server.call('POST', path(), { json })).json).toEqual(grant);
    expect((await server.call('DELETE', `${path()}/${id}`)).status).toBe(204);
    expect((await server.call('GET', path())).json).toEqual([]);
    expect(await server.call('DELETE', `${path()}/${id}`)).toMatchObject({
      status: 404,
      json: { errorCode: 'E0000007' },
    });
    const scope = { id: json.scopeId, type: 'scope', alternateId: null, displayName: json.scopeId };
    const events = (await server.events()).filter(({ type }) => type.startsWith('app.oauth2.admin'));
    expect(events.map(({ type, targets }) => [type, targets])).toEqual([
      ['app.oauth2.admin.consent.grant', [app(), scope]],
      ['app.oauth2.admin.consent.revoke', [app(), scope]],
    ]);
  });

  test.each<[string, { readonly scopeId: string; readonly issuer?: string }, string]>([
    ['an unknown scope', { scopeId: 'okta.everything.manage', issuer: 'own' }, 'scopeId'],
    ['another issuer', { scopeId: 'okta.users.read', issuer: 'https://elsewhere.example' }, 'issuer'],
    ['no issuer', { scopeId: 'okta.users.read' }, 'issuer'],
  ])('are refused for %s', async (_what, body, subject) => {
    const json = body.issuer === 'own' ? { ...body, issuer: origin } : body;
    expect(await server.call('POST', path(), { json })).toMatchObject({
      status: 400,
      json: { errorCode: 'E0000001', errorSummary: `Api validation failed: ${subject}` },
    });
  });

  test('of an unknown app are 404', async () => {
    expect(await server.call('GET', '/api/v1/apps/0oaNONE/grants')).toMatchObject({ status: 404 });
  });
});

describe('keys', () => {
  const path = () => `/api/v1/apps/${appId}/credentials/jwks`;

  test('are added, listed and removed, with an event each', async () => {
    const { publicJwk } = await newKey();
    const added = await server.call('POST', path(), { json: publicJwk });
    const { id } = added.json as { id: string };
    const at = server.clock.now().toISOString();
    const key = {
      id: expect.stringMatching(/^pks/),
      ...publicJwk,
      use: 'sig',
      alg: 'ES256',
      status: 'ACTIVE',
      created: at,
      lastUpdated: at,
      _links: { delete: { href: `${origin}${path()}/${id}` } },
    };
    expect([added.status, added.json]).toEqual([201, key]);
    expect((await server.call('GET', path())).json).toEqual({ keys: [key] });
    expect(await server.call('POST', path(), { json: publicJwk })).toMatchObject({ status: 400 });
    expect((await server.call('DELETE', `${path()}/${id}`)).status).toBe(204);
    expect((await server.call('GET', path())).json).toEqual({ keys: [] });
    expect((await server.call('DELETE', `${path()}/${id}`)).status).toBe(404);
    const events = (await server.events()).filter(({ type }) => type.startsWith('app.oauth2.credentials'));
    const target = { id, type: 'JsonWebKey', alternateId: publicJwk.kid, displayName: publicJwk.kid };
    expect(events.map(({ type, targets }) => [type, targets])).toEqual([
      ['app.oauth2.credentials.lifecycle.create', [app(), target]],
      ['app.oauth2.credentials.lifecycle.delete', [app(), target]],
    ]);
  });

  test('with a private part, of another kind, or too weak are refused, and leave no trace', async () => {
    const { privateJwk, publicJwk } = await newKey();
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const wrong = [
      privateJwk,
      { kty: 'oct', k: 'AAAA' },
      { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' },
      weak,
      { ...publicJwk, x: 'AAAA' },
      { ...publicJwk, alg: 'ES512' },
      { ...publicJwk, alg: 'none' },
      { ...publicJwk, use: 'enc' },
      { ...publicJwk, kid: 7 },
      { ...publicJwk, kid: 'x'.repeat(256) },
      { jwks_uri: 'https://elsewhere.example/keys' },
      {},
    ];
    for (const json of wrong) {
      const answer = await server.call('POST', path(), { json });
      expect(answer).toMatchObject({ status: 400, json: { errorCode: 'E0000001' } });
      expect(answer.text).not.toContain(privateJwk.d);
    }
    expect((await server.call('GET', path())).json).toEqual({ keys: [] });
    const rows = await server.org.read((tx) => tx.query(sql`SELECT service_app_keys::text FROM service_app_keys`));
    expect(rows).toEqual([]);
  });
});

describe('roles', () => {
  const path = () => `/oauth2/v1/clients/${appId}/roles`;

  test('are given, read, listed and taken away, with an event each', async () => {
    const given = await server.call('POST', path(), { json: { type: 'SUPER_ADMIN' } });
    const { id } = given.json as { id: string };
    const at = server.clock.now().toISOString();
    const role = {
      id: expect.stringMatching(/^ra1/),
      label: 'Super Administrator',
      type: 'SUPER_ADMIN',
      status: 'ACTIVE',
      created: at,
      lastUpdated: at,
      assignmentType: 'CLIENT',
      _links: { assignee: { href: `${origin}/oauth2/v1/clients/${appId}` } },
    };
    expect([given.status, given.json]).toEqual([200, role]);
    expect((await server.call('GET', `${path()}/${id}`)).json).toEqual(role);
    expect((await server.call('GET', path())).json).toEqual([role]);
    expect((await server.call('DELETE', `${path()}/${id}`)).status).toBe(204);
    expect((await server.call('GET', path())).json).toEqual([]);
    const events = (await server.events()).filter(({ type }) => type.startsWith('app.oauth2.client'));
    expect(events.map(({ type, targets }) => [type, (targets as unknown[])[0]])).toEqual([
      ['app.oauth2.client.privilege.grant', app()],
      ['app.oauth2.client.privilege.revoke', app()],
    ]);
  });

  test('that no app can have are refused', async () => {
    expect(await server.call('POST', path(), { json: { type: 'APP_ADMIN' } })).toMatchObject({
      status: 400,
      json: { errorSummary: 'Api validation failed: type' },
    });
  });
});

test('an app without the scopes for it cannot give itself more, and one bound to a source cannot at all', async () => {
  const source = await server.createSource();
  const scopes = ['okta.appGrants.manage', 'okta.identitySources.manage'];
  const [weak, bound] = [await newClient(server), await newClient(server, { scopes, sourceId: source.id })];
  const attempt = async (client: typeof weak, scope: string) => {
    const authorization = `Bearer ${await bearerToken(server, client, scope)}`;
    const json = { scopeId: 'okta.users.manage', issuer: origin };
    return server.call('POST', `/api/v1/apps/${client.id}/grants`, { token: null, json, headers: { authorization } });
  };
  expect((await attempt(weak, 'okta.identitySources.manage')).status).toBe(403);
  expect((await attempt(bound, 'okta.appGrants.manage')).status).toBe(403);
});
