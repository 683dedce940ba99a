import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: readonly unknown[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Json }>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

let server: TestServer;
let document: Document;
beforeAll(async () => {
  server = await startTestServer();
  document = (await server.call('GET', '/openapi.json', { token: null })).json as Document;
});
afterAll(() => server.close());

function operations(): readonly (Operation & { readonly name: string })[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
  );
}

test('the document is OpenAPI 3.1 and lists exactly what is served', () => {
  expect(document.openapi).toBe('3.1.0');
  const session = '/api/v1/identity-sources/{identitySourceId}/sessions/{sessionId}';
  expect(operations().map(({ name }) => name)).toEqual([
    'get /.well-known/okta-organization',
    'get /.well-known/headwater',
    'get /health',
    'post /oauth2/v1/token',
    'get /oauth2/v1/keys',
    'get /.well-known/oauth-authorization-server',
    'post /api/v1/identity-sources/{identitySourceId}/sessions',
    'get /api/v1/identity-sources/{identitySourceId}/sessions',
    `get ${session}`,
    `delete ${session}`,
    `post ${session}/bulk-upsert`,
    `post ${session}/bulk-delete`,
    `post ${session}/bulk-groups-upsert`,
    `post ${session}/bulk-groups-delete`,
    `post ${session}/bulk-group-memberships-upsert`,
    `post ${session}/bulk-group-memberships-delete`,
    `post ${session}/bulk-devices-upsert`,
    `post ${session}/bulk-devices-delete`,
    `post ${session}/start-import`,
  ]);
});

test('every operation has a name of its own, a summary, a tag and descriptions', () => {
  const all = operations();
  expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
  const incomplete = all.filter(
    ({ summary, tags, responses }) =>
      summary === '' || tags.length === 0 || Object.values(responses).some(({ description }) => description === ''),
  );
  expect(incomplete).toEqual([]);
});

test('a load documents its success and every error', () => {
  const load = operations().find(({ operationId }) => operationId === 'uploadIdentitySourceDataForUpsert');
  expect(Object.keys(load?.responses ?? {})).toEqual(['202', '400', '401', '403', '404', '415', '429', '500', '503']);
  expect(load?.responses['202']).toEqual({ description: 'Accepted' });
});

test('an operation names the scope that opens it beside the API token, a public one neither', () => {
  const security = (operationId: string) => operations().find((each) => each.operationId === operationId)?.security;
  expect([
    security('getIdentitySourceSession'),
    security('deleteIdentitySourceSession'),
    security('requestAccessToken'),
  ]).toEqual([
    [{ apiToken: [] }, { oauth2: ['okta.identitySources.read'] }],
    [{ apiToken: [] }, { oauth2: ['okta.identitySources.manage'] }],
    undefined,
  ]);
});

test('every reference leads to a schema that is valid JSON Schema', () => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema({ ...document, $id: 'document' } as Json, 'document', false, false);
  const references = new Set(JSON.stringify(document).match(/#\/components\/schemas\/\w+/g));
  expect([...references].sort()).toEqual(
    [
      'BulkDeleteRequest',
      'BulkDeviceDeleteRequest',
      'BulkDeviceUpsertRequest',
      'BulkGroupDeleteRequest',
      'BulkGroupMembershipsRequest',
      'BulkGroupUpsertRequest',
      'BulkUpsertRequest',
      'Error',
      'HeadwaterOrg',
      'Health',
      'OAuthAccessToken',
      'OAuthError',
      'OktaOrganization',
      'Session',
    ].map((name) => `#/components/schemas/${name}`),
  );
  for (const reference of references) expect(ajv.compile({ $ref: `document${reference}` })).toBeTypeOf('function');
});

const published = new URL('../../../../../shared/openapi/identity-sources.json', import.meta.url);

describe.skipIf(!existsSync(published))('beside the published OpenAPI document', () => {
  const okta = JSON.parse(existsSync(published) ? readFileSync(published, 'utf8') : '{}') as Document;

  test('our operations have the published names, and only the success of create differs; devices are not published', () => {
    const differences = operations()
      .filter(({ name }) => name.includes('identity-sources'))
      .flatMap(({ name, operationId, responses }) => {
        const [method = '', path = ''] = name.split(' ');
        const theirs = okta.paths[path]?.[method];
        const success = (all: object) =>
          Object.keys(all)
            .filter((status) => status < '300')
            .join();
        const same = theirs?.operationId === operationId && success(theirs.responses) === success(responses);
        return same ? [] : [`${name}: ${success(theirs?.responses ?? {})} is ${success(responses)}`];
      });
    const sessions = '/api/v1/identity-sources/{identitySourceId}/sessions';
    expect(differences).toEqual([
      `post ${sessions}: 200 is 200,201`,
      `post ${sessions}/{sessionId}/bulk-devices-upsert:  is 202`,
      `post ${sessions}/{sessionId}/bulk-devices-delete:  is 202`,
    ]);
  });

  test('sessions and errors as we answer them satisfy the published schemas', async () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    ajv.addSchema({ ...okta, $id: 'okta' } as Json, 'okta', false, false);
    const source = await server.createSource();
    const path = `/api/v1/identity-sources/${source.id}/sessions`;
    const session = (await server.call('POST', path)).json;
    const { json: failure } = await server.call('POST', path);
    const isSession = ajv.compile({ $ref: 'okta#/components/schemas/IdentitySourceSession' });
    const isError = ajv.compile({ $ref: 'okta#/components/schemas/Error' });
    expect([isSession(session), isSession.errors, isError(failure), isError.errors]).toEqual([true, null, true, null]);
  });
});
