import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import Type from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Room } from '../../src/http/room.ts';
import { type CallOptions, startTestServer, type TestServer } from './test-server.ts';

const bodies: Room = (app) => {
  const config = { access: 'public', maxBodyBytes: () => 2048 } as const;
  app.post(
    '/test/body',
    { config, schema: { body: Type.Object({ name: Type.String({ maxLength: 2000 }) }) } },
    async (request) => ({
      keys: Object.keys(request.body),
    }),
  );
  app.post('/test/no-body', { config }, async (request) => ({ body: request.body ?? null }));
};

let server: TestServer;
let impatient: TestServer;
beforeAll(async () => {
  server = await startTestServer({ rooms: [bodies] });
  impatient = await startTestServer({ rooms: [bodies], timeouts: { headers: 100, request: 100 } });
});
afterAll(() => Promise.all([server.close(), impatient.close()]));

const json = { 'content-type': 'application/json' };

async function post(options: CallOptions, path = '/test/body'): Promise<unknown> {
  const { status, json: body } = await server.call('POST', path, options);
  const error = body as { readonly errorCode?: string; readonly errorCauses?: readonly { errorSummary: string }[] };
  if (error.errorCode === undefined) return [status, body];
  return [status, error.errorCode, ...(error.errorCauses ?? []).map((cause) => cause.errorSummary)];
}

test.each<[string, CallOptions, unknown]>([
  ['a JSON object is taken', { json: { name: 'x' } }, [200, { keys: ['name'] }]],
  [
    'the charset utf-8 may be named',
    { raw: '{"name":"x"}', headers: { 'content-type': 'application/json;charset="UTF-8"' } },
    [200, { keys: ['name'] }],
  ],
  ['no body is malformed', {}, [400, 'E0000003']],
  ['an empty body with a JSON type is malformed', { raw: '', headers: json }, [400, 'E0000003']],
  ['half a body is malformed', { raw: '{"name":', headers: json }, [400, 'E0000003']],
  ['another JSON value is malformed', { json: ['name'] }, [400, 'E0000003']],
  ['null is malformed', { raw: 'null', headers: json }, [400, 'E0000003']],
  ['a byte order mark is malformed', { raw: '\uFEFF{"name":"x"}', headers: json }, [400, 'E0000003']],
  [
    'bytes that are not UTF-8 are malformed',
    { raw: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), headers: json },
    [400, 'E0000003'],
  ],
  [
    'a __proto__ key is malformed',
    { raw: '{"name":"x","__proto__":{"admin":true}}', headers: json },
    [400, 'E0000003'],
  ],
  [
    'an escaped __proto__ key is malformed',
    { raw: '{"name":"x","\\u005f_pr\\u006fto__" : 1}', headers: json },
    [400, 'E0000003'],
  ],
  ['__proto__ as a value is text', { json: { name: '__proto__' } }, [200, { keys: ['name'] }]],
  [
    'deep nesting is not followed',
    { raw: `{"name":${'['.repeat(900)}${']'.repeat(900)}}`, headers: json },
    [400, 'E0000001', 'name: The field must be string'],
  ],
  ['a missing field is named', { json: {} }, [400, 'E0000001', 'name: The field cannot be left blank']],
  [
    'another content type is refused',
    { raw: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    [415, 'E0000012'],
  ],
  ['no content type is refused', { raw: '{"name":"x"}' }, [415, 'E0000012']],
  ['a broken content type is refused', { raw: '{"name":"x"}', headers: { 'content-type': 'json' } }, [415, 'E0000012']],
  [
    'another charset is refused',
    { raw: '{"name":"x"}', headers: { 'content-type': 'application/json; charset=utf-16' } },
    [415, 'E0000012'],
  ],
  [
    'a compressed body is refused',
    { raw: gzipSync('{"name":"x"}'), headers: { ...json, 'content-encoding': 'gzip' } },
    [415, 'E0000012'],
  ],
  ['the largest body is taken', { raw: `{"name":"x"}${' '.repeat(2036)}`, headers: json }, [200, { keys: ['name'] }]],
  [
    'one byte more is refused',
    { raw: `{"name":"x"}${' '.repeat(2037)}`, headers: json },
    [400, 'E0000001', 'The payload size must not exceed 2 KB.'],
  ],
  [
    'a megabyte more is refused',
    { raw: ' '.repeat(1024 * 1024), headers: json },
    [400, 'E0000001', 'The payload size must not exceed 2 KB.'],
  ],
])('%s', async (_name, options, expected) => {
  expect(await post(options)).toEqual(expected);
});

test.each<[string, CallOptions]>([
  ['nothing', {}],
  ['an empty body with a JSON type', { raw: '', headers: json }],
  ['JSON', { json: { a: 1 } }],
  ['something else', { raw: 'xx', headers: { 'content-type': 'text/plain' } }],
])('a route without a body ignores %s', async (_name, options) => {
  expect(await post(options, '/test/no-body')).toEqual([200, { body: null }]);
});

test('a body-less POST without any length is served', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST /test/no-body HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect((await text(socket)).split('\r\n')[0]).toBe('HTTP/1.1 200 OK');
});

test('a refused body leaves the connection open', async () => {
  const { headers } = await server.call('POST', '/test/body', { raw: '{', headers: json });
  expect(headers.connection).toBe('keep-alive');
});

test('a token is asked for before a body is read', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(
    'POST /api/v1/identity-sources/a/sessions/b/bulk-upsert HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n{',
  );
  const [answer] = await once(socket, 'data');
  socket.destroy();
  expect(String(answer).split('\r\n')[0]).toBe('HTTP/1.1 401 Unauthorized');
});

test('a stream without end is cut off', async () => {
  const socket = connect(server.port, '127.0.0.1');
  const closed = new Promise((resolve) => {
    socket.on('close', resolve);
    socket.on('error', resolve);
  });
  socket.write(
    'POST /test/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  );
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
  const feed = (error?: Error | null) => {
    if (!error && socket.writable) socket.write(chunk, (failed) => setImmediate(feed, failed));
  };
  feed();
  await closed;
  expect(socket.bytesWritten).toBeLessThan(64 * 1024 * 1024);
});

test('a body that comes too slowly is cut off', async () => {
  const socket = connect(impatient.port, '127.0.0.1');
  socket.write('POST /test/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{');
  expect((await text(socket)).split('\r\n')[0]).toBe('HTTP/1.1 408 Request Timeout');
});

test('headers that come too slowly are cut off', async () => {
  const socket = connect(impatient.port, '127.0.0.1');
  socket.write('POST /test/body HTTP/1.1\r\nHost: x\r\n');
  expect((await text(socket)).split('\r\n')[0]).toBe('HTTP/1.1 408 Request Timeout');
});

test('what is not HTTP is refused with an error object', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write('EHLO example.com\r\n\r\n');
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  expect(head.split('\r\n')[0]).toBe('HTTP/1.1 400 Bad Request');
  expect(JSON.parse(body)).toEqual({
    errorCode: 'E0000020',
    errorSummary: 'Bad request.',
    errorLink: 'E0000020',
    errorId: expect.stringMatching(/^oae.{22}$/),
    errorCauses: [],
  });
});

test('a client that leaves in the middle of its body is no fault of the server', async () => {
  const before = server.log.length;
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST /test/body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{');
  await once(socket, 'connect');
  socket.destroy();
  await once(socket, 'close');
  await server.call('GET', '/health');
  expect(server.log.slice(before)).toEqual([]);
});
