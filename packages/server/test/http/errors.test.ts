import { afterAll, beforeAll, expect, test } from 'vitest';
import { StorageError } from '../../src/database/storage-error.ts';
import type { Room } from '../../src/http/room.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const failing: Room = (app) => {
  app.get('/test/fault', { config: { access: 'public' } }, async () => {
    throw new Error('the password is hunter2', { cause: new Error('deeper') });
  });
  app.get('/test/away', { config: { access: 'public' } }, async () => {
    throw new StorageError('server_unreachable', 'PostgreSQL at /secret/place could not be reached');
  });
  app.get('/test/odd', { config: { access: 'public' } }, async () => {
    throw 'a string';
  });
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ rooms: [failing] });
});
afterAll(() => server.close());

function error(errorCode: string, errorSummary: string, ...causes: readonly string[]): object {
  return {
    errorCode,
    errorSummary,
    errorLink: errorCode,
    errorId: expect.stringMatching(/^oae[A-Za-z0-9_-]{22}$/),
    errorCauses: causes.map((cause) => ({ errorSummary: cause })),
  };
}

test('the error object has its keys in the recorded order', async () => {
  const { text } = await server.call('GET', '/nowhere');
  expect(Object.keys(JSON.parse(text))).toEqual(['errorCode', 'errorSummary', 'errorLink', 'errorId', 'errorCauses']);
});

test.each([
  ['unknown path', 'GET', '/api/v1/nowhere', 404, error('E0000008', 'The requested path was not found')],
  ['unknown path outside of the API', 'POST', '/x', 404, error('E0000008', 'The requested path was not found')],
  ['root', 'GET', '/', 404, error('E0000008', 'The requested path was not found')],
  [
    'wrong method',
    'PUT',
    '/api/v1/identity-sources/a/sessions',
    405,
    error('E0000022', 'The endpoint does not support the provided HTTP method'),
  ],
  [
    'trailing slash',
    'GET',
    '/api/v1/identity-sources/a/sessions/',
    405,
    error('E0000022', 'The endpoint does not support the provided HTTP method'),
  ],
  [
    'unknown source',
    'GET',
    '/api/v1/identity-sources/0oaX/sessions',
    404,
    error('E0000007', 'Not found: Resource not found: 0oaX (AppInstance)'),
  ],
  ['path that is no URL', 'GET', '/api/v1/identity-sources/%zz/sessions', 400, error('E0000020', 'Bad request.')],
] as const)('%s', async (_name, method, path, status, body) => {
  const answer = await server.call(method, path);
  expect([answer.status, answer.json]).toEqual([status, body]);
});

test.each([
  ['no token', null],
  ['an unknown token', '00unknown'],
  ['an empty token', ''],
  ['something that is no token', '../../etc/passwd'],
])('%s is 401 E0000011', async (_name, token) => {
  const answer = await server.call('GET', '/api/v1/identity-sources/x/sessions', { token });
  expect([answer.status, answer.json]).toEqual([401, error('E0000011', 'Invalid token provided')]);
});

test('another scheme than SSWS is 401', async () => {
  const answer = await server.call('GET', '/api/v1/identity-sources/x/sessions', {
    token: null,
    headers: { authorization: `Bearer ${server.token}` },
  });
  expect(answer.status).toBe(401);
});

test('an unknown failure is 500 without its text, and logged once with its cause under its id', async () => {
  const before = server.log.length;
  const answer = await server.call('GET', '/test/fault');
  expect([answer.status, answer.json]).toEqual([500, error('E0000009', 'Internal Server Error')]);
  const { errorId } = answer.json as { readonly errorId: string };
  expect(server.log.slice(before)).toEqual([
    {
      message: 'GET /test/fault failed',
      data: {
        errorId,
        requestId: answer.headers['x-okta-request-id'],
        error: new Error('the password is hunter2', { cause: new Error('deeper') }),
      },
    },
  ]);
});

test('a failure that is no Error is 500', async () => {
  const answer = await server.call('GET', '/test/odd');
  expect([answer.status, answer.json]).toEqual([500, error('E0000009', 'Internal Server Error')]);
});

test('a database that is away is 503 without saying where it is', async () => {
  const answer = await server.call('GET', '/test/away');
  expect([answer.status, answer.json]).toEqual([503, error('E0000010', 'Service is in read only mode')]);
});

test('a host name that means no org is 404', async () => {
  const answer = await server.call('GET', '/api/v1/identity-sources/x/sessions', { headers: { host: 'nowhere.test' } });
  expect([answer.status, answer.json]).toEqual([
    404,
    error('E0000007', 'Not found: Resource not found: nowhere.test (Organization)'),
  ]);
});

test('a public route that asks for the org of a host name that means none is 404', async () => {
  const answer = await server.call('GET', '/.well-known/okta-organization', { headers: { host: 'nowhere.test' } });
  expect(answer.status).toBe(404);
});

test('health needs no org', async () => {
  const answer = await server.call('GET', '/health', { headers: { host: 'nowhere.test' }, token: null });
  expect([answer.status, answer.json]).toEqual([200, { status: 'ok' }]);
});

test('the org documents name the org, its address and its limits', async () => {
  const options = { token: null, headers: { host: 'Acme.example.com:8443' } };
  expect((await server.call('GET', '/.well-known/okta-organization', options)).json).toEqual({
    id: server.org.id,
    cell: 'headwater',
    _links: { organization: { href: 'http://acme.example.com:8443' } },
    pipeline: 'idx',
    settings: {
      analyticsCollectionEnabled: false,
      bugReportingEnabled: false,
      omEnabled: false,
      pssoEnabled: false,
      desktopMFAEnabled: false,
      itpEnabled: false,
    },
  });
  expect((await server.call('GET', '/.well-known/headwater', options)).json).toEqual({
    product: 'headwater',
    version: '0.0.0-test',
    limitsProfile: 'okta',
    limits: server.org.limits,
    rateLimits: server.org.rateLimits,
    testMode: false,
    choices: server.org.choices,
  });
});
