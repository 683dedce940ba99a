import { afterAll, beforeAll, expect, test } from 'vitest';
import { appsRoom } from '../../src/apps/routes.ts';
import { linkedObjectsRoom } from '../../src/directory/linked-objects/routes.ts';
import { schemasRoom } from '../../src/directory/profile-schemas/routes.ts';
import { mappingsRoom } from '../../src/mappings/routes.ts';
import { failure } from './answers.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ rooms: [appsRoom, schemasRoom, mappingsRoom, linkedObjectsRoom] });
});
afterAll(() => server.close());

const NUL = '\u0000';
const HALF =
  '{"primary": {"name": "a", "title": "\\ud800", "type": "USER"}, "associated": {"name": "b", "title": "b", "type": "USER"}}';

test.each<[string, string, string, { readonly json?: unknown; readonly raw?: string }]>([
  ['path', 'GET', '/api/v1/apps/%00', {}],
  ['path', 'GET', '/api/v1/meta/schemas/apps/%00/default', {}],
  ['path', 'GET', '/api/v1/mappings/%00', {}],
  ['path', 'GET', '/api/v1/users/me/linkedObjects/%00', {}],
  ['query', 'GET', '/api/v1/apps/0oaX/users?q=%00', {}],
  ['body', 'POST', '/api/v1/apps', { json: { name: 'custom_identity_source', label: `a${NUL}` } }],
  [
    'body',
    'POST',
    '/api/v1/meta/schemas/user/default',
    { json: { definitions: { custom: { properties: { [`a${NUL}`]: { title: 'A', type: 'string' } } } } } },
  ],
  ['body', 'POST', '/api/v1/meta/schemas/user/linkedObjects', { raw: HALF }],
])('a character that cannot be stored in the %s is refused: %s %s', async (part, method, path, options) => {
  const headers = options.raw === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await server.call(method, path, { ...options, headers });
  expect([answer.status, answer.json]).toEqual([
    400,
    failure('E0000020', 'Bad request.', `The ${part} has a character that cannot be stored: NUL, or half of a pair.`),
  ]);
});

test('a pair of surrogates is a character like others', async () => {
  const answer = await server.call('POST', '/api/v1/apps', {
    json: { name: 'custom_identity_source', label: 'Crew 🚀' },
  });
  expect(answer.status).toBe(200);
});

test('a body that is nested deeper than anybody means is not well-formed', async () => {
  const deep = `{"name": "bookmark", "deep": ${'['.repeat(400_000)}${']'.repeat(400_000)}}`;
  const headers = { 'content-type': 'application/json' };
  const answer = await server.call('POST', '/api/v1/apps', { raw: deep, headers });
  expect([answer.status, (answer.json as { errorCode: string }).errorCode]).toEqual([400, 'E0000003']);
});

test('a filter for a user whose id cannot be is no failure of the server', async () => {
  const filter = encodeURIComponent('user.id eq "\\u0000"');
  const answer = await server.call('GET', `/api/v1/apps?filter=${filter}`);
  expect([answer.status, answer.json]).toEqual([200, []]);
});
