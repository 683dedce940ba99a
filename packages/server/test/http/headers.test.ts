import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from './test-server.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ trustProxy: true });
});
afterAll(() => server.close());

const COMMON = {
  'accept-ch': 'Sec-CH-UA-Platform-Version',
  'cache-control': 'no-cache, no-store',
  expires: '0',
  p3p: 'CP="HONK"',
  pragma: 'no-cache',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'x-okta-request-id': expect.stringMatching(/^[0-9a-f]{32}$/),
  'x-rate-limit-limit': '30000',
  'x-rate-limit-remaining': expect.stringMatching(/^29\d{3}$/),
  'x-rate-limit-reset': '1772359260',
  'x-xss-protection': '0',
};

/** Headers of the connection, which Node adds. */
const HOP = { connection: 'keep-alive', 'keep-alive': 'timeout=72', date: expect.any(String) };

function withoutLength({ headers }: Answer): unknown {
  const { 'content-length': _, ...rest } = headers;
  return rest;
}

test('an answer with a body has the documented headers, and JSON without a charset', async () => {
  const source = await server.createSource();
  const answer = await server.call('GET', `/api/v1/identity-sources/${source.id}/sessions`);
  expect(withoutLength(answer)).toEqual({ ...COMMON, ...HOP, 'content-type': 'application/json' });
  expect(answer.text).toBe('[]');
});

test('202 has a length of zero and no content type, 204 neither', async () => {
  const source = await server.createSource();
  const sessions = `/api/v1/identity-sources/${source.id}/sessions`;
  const { id } = (await server.call('POST', sessions)).json as { readonly id: string };
  const accepted = await server.call('POST', `${sessions}/${id}/bulk-upsert`, {
    json: { profiles: [{ externalId: 'a', profile: { userName: 'a' } }] },
  });
  expect([accepted.status, accepted.headers]).toEqual([202, { ...COMMON, ...HOP, 'content-length': '0' }]);
  const closed = await server.call('DELETE', `${sessions}/${id}`);
  expect([closed.status, closed.headers]).toEqual([204, { ...COMMON, ...HOP }]);
});

test.each([
  ['401', 'GET', '/api/v1/identity-sources/x/sessions', null],
  ['404 of a thing', 'GET', '/api/v1/identity-sources/x/sessions', undefined],
  ['404 of a path', 'GET', '/nowhere', undefined],
  ['405', 'PUT', '/health', undefined],
  ['400 of a path that cannot be read', 'GET', '/api/v1/%zz', undefined],
] as const)('%s has them, too, with the limit that counts for it', async (_name, method, path, token) => {
  const answer = await server.call(method, path, token === undefined ? {} : { token });
  const { allow: _, ...headers } = withoutLength(answer) as Record<string, unknown>;
  expect(headers).toEqual({
    ...COMMON,
    ...HOP,
    'content-type': 'application/json',
    'x-rate-limit-limit': expect.stringMatching(/^(?:600|30000|60000)$/),
    'x-rate-limit-remaining': expect.stringMatching(/^(?:5|29|59)\d{2,3}$/),
  });
});

test('each rate-limit header is sent exactly once, because clients refuse to count with two', async () => {
  const { rawHeaders } = await server.call('GET', '/health');
  expect(rawHeaders.filter((name) => name === 'x-rate-limit-reset')).toHaveLength(1);
});

test('strict transport security is promised only over TLS', async () => {
  const answer = await server.call('GET', '/health', { headers: { 'x-forwarded-proto': 'https' } });
  expect(answer.headers['strict-transport-security']).toBe('max-age=315360000; includeSubDomains');
});
