import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import Type from 'typebox';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Room } from '../../src/http/room.ts';
import { type Answer, startTestServer, type TestServer } from './test-server.ts';

const bodies: Room = (app) => {
  const config = { access: 'public', maxBodyBytes: () => 2048 } as const;
  const schema = { body: Type.Object({ name: Type.String({ maxLength: 1_000 }) }) };
  app.post('/test/body', { config, schema }, async (request) => ({ length: request.body.name.length }));
  app.post('/test/no-body', { config }, async () => ({}));
  app.put('/test/body', { config, schema }, async () => ({}));
  app.delete('/test/body', { config }, async () => ({}));
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ rooms: [bodies] });
});
afterAll(() => server.close());
afterEach(() => server.choose({}));

const json = { 'content-type': 'application/json' };

function summaryOf({ status, json: body }: Answer): readonly unknown[] {
  const error = body as { readonly errorCode?: string; readonly errorCauses?: readonly { errorSummary: string }[] };
  if (error.errorCode === undefined) return [status, body];
  return [status, error.errorCode, ...(error.errorCauses ?? []).map((cause) => cause.errorSummary)];
}

async function postGzip(raw: Buffer, headers: Readonly<Record<string, string>> = {}): Promise<readonly unknown[]> {
  return summaryOf(
    await server.call('POST', '/test/body', { raw, headers: { ...json, 'content-encoding': 'gzip', ...headers } }),
  );
}

/** A body that compresses to next to nothing. */
const padded = (bytes: number) => Buffer.from(`{"name":"x"}${' '.repeat(bytes - 12)}`);

describe('a compressed body', () => {
  const tooLarge = [400, 'E0000001', 'The payload size must not exceed 2 KB.'];

  test('compressedRequests=refuse is a wrong media type', async () => {
    server.choose({ compressedRequests: 'refuse' });
    expect(await postGzip(gzipSync('{"name":"x"}'))).toEqual([415, 'E0000012']);
    server.choose({ compressedRequests: 'refuse', mediaTypeError: '400' });
    expect(await postGzip(gzipSync('{"name":"x"}'))).toEqual([400, 'E0000021']);
  });

  test('compressedRequests=accept is read, and one that is not compressed as well', async () => {
    server.choose({ compressedRequests: 'accept' });
    expect(await postGzip(gzipSync('{"name":"xyz"}'))).toEqual([200, { length: 3 }]);
    expect(await postGzip(gzipSync('{"name":"xyz"}'), { 'content-encoding': 'GZIP' })).toEqual([200, { length: 3 }]);
    expect(summaryOf(await server.call('POST', '/test/body', { json: { name: 'x' } }))).toEqual([200, { length: 1 }]);
  });

  test('compressedRequests=accept counts the decompressed bytes', async () => {
    server.choose({ compressedRequests: 'accept' });
    expect(await postGzip(gzipSync(padded(2048)))).toEqual([200, { length: 1 }]);
    expect(await postGzip(gzipSync(padded(2049)))).toEqual(tooLarge);
  });

  test('compressedRequests=accept takes the largest body also where compression only makes it longer', async () => {
    server.choose({ compressedRequests: 'accept' });
    const raw = gzipSync(padded(2048), { level: 0 });
    expect([raw.length > 2048, await postGzip(raw)]).toEqual([true, [200, { length: 1 }]]);
  });

  test('compressedRequests=accept refuses a bomb, and goes on', async () => {
    server.choose({ compressedRequests: 'accept' });
    const bomb = gzipSync(Buffer.alloc(2 * 1024 * 1024), { level: 9 });
    expect(bomb.length).toBeLessThan(2 * 2048);
    expect(await postGzip(bomb)).toEqual(tooLarge);
    expect(await postGzip(gzipSync(Buffer.alloc(64 * 1024 * 1024)))).toEqual(tooLarge);
    expect(await postGzip(gzipSync('{"name":"x"}'))).toEqual([200, { length: 1 }]);
  });

  test.each<[string, Buffer]>([
    ['something else', Buffer.from('{"name":"x"}')],
    ['half of one', gzipSync('{"name":"x"}').subarray(0, 20)],
    ['nothing', Buffer.alloc(0)],
    ['one of nothing', gzipSync('')],
    ['one of bytes that are not UTF-8', gzipSync(Buffer.from([0x22, 0xff, 0x22]))],
  ])('compressedRequests=accept finds %s malformed', async (_name, raw) => {
    server.choose({ compressedRequests: 'accept' });
    expect(await postGzip(raw)).toEqual([400, 'E0000003']);
  });

  test.each(['br', 'deflate', 'gzip, gzip'])('compressedRequests=accept takes no %s', async (encoding) => {
    server.choose({ compressedRequests: 'accept' });
    expect(await postGzip(gzipSync('{"name":"x"}'), { 'content-encoding': encoding })).toEqual([415, 'E0000012']);
  });
});

describe.each([
  ['mediaTypeError=415', '415', [415, 'E0000012']],
  ['mediaTypeError=400', '400', [400, 'E0000021']],
] as const)('%s', (_name, mediaTypeError, expected) => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a type that is none', { 'content-type': 'json' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['no type', {}],
  ])('answers %s', async (_kind, headers) => {
    server.choose({ mediaTypeError });
    const answer = await server.call('POST', '/test/body', { raw: '{"name":"x"}', headers });
    expect(summaryOf(answer)).toEqual(expected);
  });
});

describe('a request with neither a body nor a length', () => {
  async function bare(method: string, path: string): Promise<string> {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    return ((await text(socket)).split('\r\n')[0] ?? '').replace('HTTP/1.1 ', '');
  }

  test('missingContentLength=accept is what the call without a body means', async () => {
    server.choose({ missingContentLength: 'accept' });
    expect([await bare('POST', '/test/no-body'), await bare('PUT', '/test/body')]).toEqual([
      '200 OK',
      '400 Bad Request',
    ]);
  });

  test('missingContentLength=411 is refused where it is a POST or PUT', async () => {
    server.choose({ missingContentLength: '411' });
    expect([await bare('POST', '/test/no-body'), await bare('PUT', '/test/body')]).toEqual([
      '411 Length Required',
      '411 Length Required',
    ]);
    expect([await bare('DELETE', '/test/body'), await bare('GET', '/health'), await bare('POST', '/nowhere')]).toEqual([
      '200 OK',
      '200 OK',
      '404 Not Found',
    ]);
  });

  test('missingContentLength=411 takes a length of nothing, and a body in chunks', async () => {
    server.choose({ missingContentLength: '411' });
    expect((await server.call('POST', '/test/no-body')).status).toBe(200);
    const socket = connect(server.port, '127.0.0.1');
    const head = 'Host: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked';
    socket.write(`POST /test/body HTTP/1.1\r\n${head}\r\n\r\nc\r\n{"name":"x"}\r\n0\r\n\r\n`);
    expect((await text(socket)).split('\r\n')[0]).toBe('HTTP/1.1 200 OK');
  });

  test('missingContentLength=411 tells what is missing', async () => {
    server.choose({ missingContentLength: '411' });
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST /test/no-body HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const body = (await text(socket)).split('\r\n\r\n')[1] ?? '';
    expect(JSON.parse(body)).toMatchObject({
      errorCode: 'E0000020',
      errorCauses: [{ errorSummary: 'A POST or PUT without a body needs the header Content-Length: 0.' }],
    });
  });
});

describe('what is wrong with a request', () => {
  const send = async () => summaryOf(await server.call('POST', '/test/body', { json: { name: 7 } }));

  test('validationCauses=detailed is said field by field', async () => {
    server.choose({ validationCauses: 'detailed' });
    expect(await send()).toEqual([400, 'E0000001', 'name: The field must be string']);
  });

  test('validationCauses=none is not said', async () => {
    server.choose({ validationCauses: 'none' });
    expect(await send()).toEqual([400, 'E0000001']);
  });

  test('validationCauses=none leaves the causes of other failures', async () => {
    server.choose({ validationCauses: 'none' });
    const source = await server.createSource();
    const path = `/api/v1/identity-sources/${source.id}/sessions`;
    await server.call('POST', path);
    expect(summaryOf(await server.call('POST', path))).toEqual([
      400,
      'E0000001',
      'Only one active import session per identity source is allowed to be created every 5 minutes',
    ]);
  });
});
