import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let sessionPath: string;
beforeAll(async () => {
  server = await startTestServer();
  const source = await server.createSource();
  const sessions = `/api/v1/identity-sources/${source.id}/sessions`;
  const { id } = (await server.call('POST', sessions)).json as { readonly id: string };
  sessionPath = `${sessions}/${id}`;
});
afterAll(() => server.close());

const ERROR = {
  errorCode: expect.stringMatching(/^E\d{7}$/),
  errorSummary: expect.any(String),
  errorLink: expect.stringMatching(/^E\d{7}$/),
  errorId: expect.stringMatching(/^oae[\w-]{22}$/),
  errorCauses: expect.any(Array),
};

test('no body makes the server fail, and what is refused is refused with an error object', async () => {
  const body = fc.oneof(
    fc.json().map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc
      .record({ entityType: fc.constantFrom('USERS', 'x', 1), profiles: fc.array(fc.jsonValue(), { maxLength: 5 }) })
      .map((value) => Buffer.from(JSON.stringify(value))),
  );
  const call = fc.constantFrom('bulk-upsert', 'bulk-delete');
  await fc.assert(
    fc.asyncProperty(call, body, async (name, raw) => {
      const answer = await server.call('POST', `${sessionPath}/${name}`, {
        raw,
        headers: { 'content-type': 'application/json' },
      });
      if (answer.status !== 202) expect([answer.status, answer.json]).toEqual([400, ERROR]);
    }),
    { numRuns: 300 },
  );
  expect(server.log).toEqual([]);
});

test('no path makes the server fail, and what is refused is refused with an error object', async () => {
  const segment = fc.oneof(
    fc.constantFrom('api', 'v1', 'identity-sources', 'sessions', 'start-import', '..', '.', '', 'health'),
    fc.string({ unit: 'binary', maxLength: 8 }).map((text) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''))),
    fc.stringMatching(/^[!-~]{0,8}$/).map((text) => text.replaceAll('#', '')),
  );
  const path = fc.array(segment, { maxLength: 8 }).map((segments) => `/${segments.join('/')}`);
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND');
  await fc.assert(
    fc.asyncProperty(method, path, async (name, url) => {
      const answer = await server.call(name, url);
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400 && name !== 'HEAD') expect(answer.json).toEqual(ERROR);
    }),
    { numRuns: 500 },
  );
  expect(server.log).toEqual([]);
});

test('no host makes the server fail', async () => {
  const hosts = ['a:99999', '1.2.3.999', '999.1.1.1', '0x1ffffffff', '[::::]', 'xn--a', '.', '-', 'a..b', ':1', 'a:'];
  for (const host of hosts) {
    const paths = ['/api/v1/identity-sources/x/sessions', '/.well-known/oauth-authorization-server', '/oauth2/v1/keys'];
    for (const path of paths) expect((await server.call('GET', path, { headers: { host } })).status).toBeLessThan(500);
  }
  expect(server.log).toEqual([]);
});

test('several Host headers are refused: a proxy may have looked at another one', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET /health HTTP/1.1\r\nHost: a.example\r\nhost: b.example\r\nConnection: close\r\n\r\n');
  const answer = await text(socket);
  expect([answer.split('\r\n')[0], answer.includes('There is more than one Host header.')]).toEqual([
    'HTTP/1.1 400 Bad Request',
    true,
  ]);
});
