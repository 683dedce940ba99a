import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../../../src/connectors/connector.ts';
import { sendRawRequest } from '../../../src/connectors/http/send.ts';
import { httpFunctions } from '../../../src/connectors/httpfunctions/connector.ts';
import { type MemoryCallOptions, memoryCall } from '../../../src/memory/memory-call.ts';
import { type MemoryResponse, memoryHttp } from '../../../src/memory/memory-http.ts';
import type { HttpAnswer } from '../../../src/run/journal.ts';
import type { HttpPort } from '../../../src/run/ports.ts';
import { FileValue } from '../../../src/values/file-value.ts';
import type { Value, ValueObject } from '../../../src/values/value.ts';

const URL_ = 'https://api.example/x';

function action(name: string): Action {
  const found = httpFunctions.actions[name];
  if (found === undefined) throw new TypeError(`No card ${name}`);
  return found;
}

async function run(name: string, Request: ValueObject, response: MemoryResponse = {}, call: MemoryCallOptions = {}) {
  const http = memoryHttp(() => response);
  const outputs = await action(name).run(memoryCall({ ...call, inputs: { Request }, ports: { http } }));
  return { outputs, request: http.requests[0] };
}

describe('cards of the API Connector', () => {
  test.each(['get', 'post', 'put', 'patch', 'delete'])(
    '%s sends its method, as JSON, and parses the answer',
    async (name) => {
      const { request, outputs } = await run(
        name,
        { URL: URL_, Query: { x: 'one' }, Headers: { Accept: 'text/plain' } },
        { status: 201, headers: { 'X-Id': '7' }, body: '{"ok":true}' },
      );
      expect(request).toEqual({
        connection: { connector: 'test', id: null },
        method: name.toUpperCase(),
        url: 'https://api.example/x?x=one',
        headers: { Accept: 'text/plain', 'Content-Type': 'application/json' },
        body: null,
        timeoutMilliseconds: 30_000,
        callId: 'call',
      });
      expect(outputs).toEqual({ Response: { 'Status Code': 201, Headers: { 'x-id': '7' }, Body: { ok: true } } });
    },
  );

  test.each<[Value, string | null]>([
    [{ id: '123', at: new Date(0) }, '{"id":"123","at":"1970-01-01T00:00:00.000Z"}'],
    [[1], '[1]'],
    ['grant_type=x&y', 'grant_type=x&y'],
    [{}, '{}'],
    ['', null],
    [null, null],
  ])('post sends the body %j as %j', async (Body, expected) => {
    expect((await run('post', { URL: URL_, Body })).request?.body).toBe(expected);
  });

  test('get and delete send no body that nobody wrote', async () => {
    expect((await run('delete', { URL: URL_, Body: {} })).request?.body).toBeNull();
  });

  test('a file goes out as it is, with its type', async () => {
    const Body = new FileValue('a.csv', 'text/csv', new Uint8Array([1, 2]));
    const { request } = await run('post', { URL: URL_, Body });
    expect([request?.headers, request?.body]).toEqual([{ 'Content-Type': 'text/csv' }, new Uint8Array([1, 2])]);
  });

  test.each(['Content-Type', 'Content-type', 'content-type'])('%s of the author counts', async (name) => {
    const type = 'application/x-www-form-urlencoded';
    expect((await run('post', { URL: URL_, Headers: { [name]: type } })).request?.headers).toEqual({ [name]: type });
  });

  test('headers of null are left out, others become text', async () => {
    const { request } = await run('raw', { URL: URL_, Method: 'GET', Headers: { A: null, B: 5 } });
    expect(request?.headers).toEqual({ B: '5' });
  });

  test.each([
    [{ 'X-A': 'a\r\nX-B: b' }, 'The header "X-A" holds line breaks or other characters that cannot be sent.'],
    [{ 'a b': 'c' }, '"a b" cannot be the name of a header.'],
  ])('headers %j are refused', async (Headers, message) => {
    await expect(run('get', { URL: URL_, Headers })).rejects.toThrow(message);
  });

  test.each(['ftp://a.example/x', 'api.example/x', ''])('the URL %j is refused', async (url) => {
    await expect(run('get', { URL: url })).rejects.toMatchObject({ facts: { kind: 'invalid_input' } });
  });

  test('an answer that is no JSON stays text', async () => {
    const { outputs } = await run('get', { URL: URL_ }, { body: '<html>' });
    expect(outputs.Response?.Body).toBe('<html>');
  });

  test('an answer in another character set is read in it', async () => {
    const headers = { 'content-type': 'text/plain; charset=iso-8859-1' };
    const { outputs } = await run('get', { URL: URL_ }, { headers, body: new Uint8Array([0xe9]) });
    expect(outputs.Response?.Body).toBe('é');
  });

  test('an answer above 16 MiB fails the card', async () => {
    await expect(run('get', { URL: URL_ }, { body: new Uint8Array(16 * 1024 * 1024 + 1) })).rejects.toMatchObject({
      facts: { kind: 'limit_exceeded' },
    });
  });

  test('a status of 400 or more fails the card with all a handler needs', async () => {
    const body = { errorCode: 'E0000001', errorSummary: 'Bad', message: 'own', errorCauses: [] };
    await expect(run('get', { URL: URL_ }, { status: 400, headers: { Date: 'today' }, body })).rejects.toMatchObject({
      message: '400 Bad Request',
      facts: {
        kind: 'http',
        statusCode: 400,
        headers: { 'content-type': 'application/json', date: 'today' },
        body,
        fields: { errorCode: 'E0000001', errorSummary: 'Bad', errorCauses: [] },
        description: 'Bad',
      },
    });
  });

  test.each([
    ['text', undefined],
    [{ error: { code: 'x', message: 'Graph says no' } }, 'Graph says no'],
    [{ error: 'invalid_client', error_description: 'Who?' }, 'Who?'],
    [{ error: 'invalid_client' }, 'invalid_client'],
  ])('a failure with the body %j is described as %j', async (body, description) => {
    await expect(run('post', { URL: URL_ }, { status: 599, body })).rejects.toMatchObject({
      message: '599',
      facts: description === undefined ? { body } : { description },
    });
  });
});

describe('Raw Request', () => {
  test('sends what it is given and gives the text of the answer', async () => {
    const { request, outputs } = await run(
      'raw',
      { URL: URL_, Method: 'patch', Query: { x: 'one', y: 'two' }, Body: '{"a":1}' },
      { body: '{"ok":true}' },
    );
    expect([request?.method, request?.url, request?.headers, request?.body]).toEqual([
      'PATCH',
      'https://api.example/x?x=one&y=two',
      {},
      '{"a":1}',
    ]);
    expect(outputs).toEqual({ Response: { 'Status Code': 200, Headers: {}, Body: '{"ok":true}' } });
  });

  test('fails on a status of 400 or more, unless told that it passes', async () => {
    const input = { URL: URL_, Method: 'GET' };
    await expect(run('raw', input, { status: 404 })).rejects.toThrow('404 Not Found');
    const { outputs } = await run('raw', input, { status: 404 }, { choices: { rawRequestStatus: 'passes' } });
    expect(outputs.Response?.['Status Code']).toBe(404);
  });

  test('knows no method of its own invention', async () => {
    await expect(run('raw', { URL: URL_, Method: 'STEAL' })).rejects.toThrow('The method "STEAL" is none of GET, POST');
  });
});

describe('Close', () => {
  const close = async (Response: ValueObject): Promise<HttpAnswer | undefined> => {
    const answers: HttpAnswer[] = [];
    const call = memoryCall({ inputs: { Response }, answer: (answer) => answers.push(answer) });
    expect(await action('close').run(call)).toEqual({});
    return answers[0];
  };

  test('answers the caller with JSON or text', async () => {
    expect(await close({ statusCode: 201, headers: { 'X-A': 1 }, body: { ok: true } })).toEqual({
      statusCode: 201,
      headers: { 'X-A': '1', 'Content-Type': 'application/json' },
      body: '{"ok":true}',
    });
    expect(await close({ statusCode: null, headers: {}, body: 'fine' })).toEqual({
      statusCode: 200,
      headers: {},
      body: 'fine',
    });
  });

  test('does nothing when nobody waits, and refuses a status that cannot be sent', async () => {
    expect(await action('close').run(memoryCall({}))).toEqual({});
    await expect(close({ statusCode: 99 })).rejects.toThrow('The status code 99 cannot be sent');
  });
});

describe('on a real socket', () => {
  const seen: unknown[] = [];
  let server: Server;
  let base = '';
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { 'content-type': type } = request.headers;
        seen.push({ method: request.method, url: request.url, type, body: Buffer.concat(chunks).toString() });
        response.writeHead(418, { 'Content-Type': 'application/json', 'X-Tea': 'yes' }).end('{"tea":"é"}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  // Not `fetch`, whose URLs turn `'` into `%27`.
  const port: HttpPort = {
    async send({ method, url, headers, body }, signal) {
      const [, host = '', port = '', path = ''] = /^http:\/\/([\d.]+):(\d+)(.*)$/.exec(url) ?? [];
      const sent = request({ host, port, path, method, headers, signal });
      sent.end(body ?? undefined);
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      const got = await buffer(response);
      return {
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
        body: new Uint8Array(got),
      };
    },
  };

  test('URL and body arrive as the golden traces have them, and no status fails a raw request of the kernel', async () => {
    const response = await sendRawRequest(memoryCall({ ports: { http: port } }), {
      connection: null,
      method: 'post',
      url: `${base}/beta/users?$top=2&$filter=accountEnabled eq true&q= a >= '2023'`,
      body: { name: 'é' },
      contentType: 'application/json',
    });
    expect(seen).toEqual([
      {
        method: 'POST',
        url: "/beta/users?$top=2&$filter=accountEnabled%20eq%20true&q=%20a%20%3E=%20'2023'",
        type: 'application/json',
        body: '{"name":"é"}',
      },
    ]);
    expect([response.status, response.headers['x-tea'], response.text]).toEqual([418, 'yes', '{"tea":"é"}']);
  });
});
