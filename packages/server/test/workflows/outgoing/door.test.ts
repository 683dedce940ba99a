import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { CardError } from '@headwater/workflows';
import { afterEach, describe, expect, it } from 'vitest';
import { compileAllowList } from '../../../src/workflows/outgoing/allow-list.ts';
import { type Door, type DoorRequest, openDoor } from '../../../src/workflows/outgoing/door.ts';
import type { Resolve } from '../../../src/workflows/outgoing/guarded-lookup.ts';

const servers: Server[] = [];
const doors: Door[] = [];
const NEVER = new AbortController().signal;

afterEach(async () => {
  await Promise.all(doors.splice(0).map((door) => door.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(handle);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function open(allow: readonly string[] = ['127.0.0.1'], resolve?: Resolve, maxBytes?: number): Door {
  const door = openDoor({
    allow: compileAllowList(allow),
    ...(resolve === undefined ? {} : { resolve }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  doors.push(door);
  return door;
}

function get(url: string, more: Partial<DoorRequest> = {}): DoorRequest {
  return { method: 'GET', url, headers: {}, body: null, timeoutMilliseconds: 5_000, ...more };
}

async function failure(sent: Promise<unknown>): Promise<{ readonly kind: string; readonly message: string }> {
  const error: unknown = await sent.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CardError)) throw new Error(`Not refused as a card: ${String(error)}`);
  return { kind: error.facts.kind, message: error.message };
}

/** A name that leads wherever a test says, one answer a look-up. */
function leadsTo(...answers: readonly (readonly string[])[]): Resolve {
  let asked = 0;
  return (_host, done) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

describe('the door to the outside', () => {
  it('sends method, headers and body, and gives status, headers and body', async () => {
    const seen: unknown[] = [];
    const port = await serve(async (request, response) => {
      seen.push([request.method, request.url, request.headers['x-one'], await text(request)]);
      response.writeHead(201, { 'x-two': 'b', 'set-cookie': ['a=1', 'b=2'] }).end('made');
    });
    const answer = await open().send(
      get(`http://127.0.0.1:${port}/things?a=1`, { method: 'post', headers: { 'X-One': 'a' }, body: '{"n":1}' }),
      NEVER,
    );
    expect(seen).toEqual([['POST', '/things?a=1', 'a', '{"n":1}']]);
    expect([answer.status, answer.headers['x-two'], answer.headers['set-cookie']]).toEqual([201, 'b', 'a=1, b=2']);
    expect(Buffer.from(answer.body).toString()).toBe('made');
  });

  it('sends no body with GET', async () => {
    const port = await serve(async (request, response) => response.end(`[${await text(request)}]`));
    const answer = await open().send(get(`http://127.0.0.1:${port}/`, { body: 'x' }), NEVER);
    expect(Buffer.from(answer.body).toString()).toBe('[]');
  });

  it('sends credentials of an address as a header', async () => {
    const port = await serve((request, response) => response.end(request.headers.authorization));
    const answer = await open().send(get(`http://me:p%40ss@127.0.0.1:${port}/`), NEVER);
    expect(Buffer.from(answer.body).toString()).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  it('keeps headers of the connection to itself', async () => {
    const port = await serve((request, response) => response.end(JSON.stringify(request.headers)));
    const headers = {
      Host: 'evil.example',
      'Transfer-Encoding': 'chunked',
      'Content-Length': '5',
      Connection: 'close',
    };
    const answer = await open().send(get(`http://127.0.0.1:${port}/`, { headers }), NEVER);
    expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({
      host: `127.0.0.1:${port}`,
      connection: 'keep-alive',
      'accept-encoding': 'gzip, deflate, br',
    });
  });

  it.each([
    { name: 'a line break in a header', request: { headers: { 'x-a': 'b\r\nx-c: d' } } },
    { name: 'a blank in the name of a header', request: { headers: { 'x a': 'b' } } },
    { name: 'a method of tunnels', request: { method: 'CONNECT' } },
    { name: 'a method with a blank', request: { method: 'GET /x' } },
    { name: 'another scheme', request: { url: 'file:///etc/passwd' } },
    { name: 'no address', request: { url: '/users' } },
  ])('refuses $name', async ({ request }) => {
    expect((await failure(open().send(get('http://127.0.0.1:1/', request), NEVER))).kind).toBe('invalid_input');
  });

  it.each([
    'http://127.0.0.1:1/',
    'http://localhost:1/',
    'http://2130706433:1/',
    'http://0x7f.1:1/',
    'http://0:1/',
    'http://[::1]:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
  ])('does not reach %s unless it is allowed', async (url) => {
    const { kind, message } = await failure(open([]).send(get(url), NEVER));
    expect(kind).toBe('connection');
    expect(message).toContain('HEADWATER_WORKFLOWS_ALLOW');
  });

  it('refuses a name of which one address is private', async () => {
    const door = open([], leadsTo(['93.184.216.34', '127.0.0.1']));
    expect((await failure(door.send(get('http://two.example/'), NEVER))).message).toContain('two.example');
  });

  it('connects to the address that was checked, so that a second answer of the name leads nowhere', async () => {
    const port = await serve((_request, response) => response.writeHead(200, { connection: 'close' }).end('inside'));
    const door = open(['127.0.0.1'], leadsTo(['127.0.0.1'], ['10.0.0.1']));
    const url = `http://rebinding.example:${port}/`;
    expect((await door.send(get(url), NEVER)).status).toBe(200);
    expect((await failure(door.send(get(url), NEVER))).message).toContain('rebinding.example');
  });

  it('reaches an allowed name wherever it leads', async () => {
    const port = await serve((_request, response) => response.end('in'));
    const door = open(['hr.corp.example'], leadsTo(['127.0.0.1']));
    expect((await door.send(get(`http://hr.corp.example:${port}/`), NEVER)).status).toBe(200);
    expect((await failure(door.send(get(`http://other.example:${port}/`), NEVER))).kind).toBe('connection');
  });

  it('checks every redirect', async () => {
    const port = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://127.0.0.2:1/' }).end(),
    );
    const { message } = await failure(open().send(get(`http://127.0.0.1:${port}/`), NEVER));
    expect(message).toContain('127.0.0.2');
  });

  it('takes credentials along to the same origin only', async () => {
    const seen: unknown[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization, request.headers['x-own-auth'], request.headers.accept);
      response.end();
    });
    const port = await serve((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/next' }).end();
      else {
        seen.push(request.headers.authorization);
        response.writeHead(302, { location: `http://127.0.0.1:${other}/` }).end();
      }
    });
    const headers = { Authorization: 'Bearer abc', 'X-Own-Auth': 'k', Accept: 'text/plain' };
    await open().send(get(`http://127.0.0.1:${port}/`, { headers }), NEVER);
    expect(seen).toEqual(['Bearer abc', undefined, undefined, 'text/plain']);
  });

  it.each([
    { status: 301, method: 'POST', becomes: ['GET', ''] },
    { status: 303, method: 'PUT', becomes: ['GET', ''] },
    { status: 307, method: 'POST', becomes: ['POST', 'body'] },
    { status: 308, method: 'PUT', becomes: ['PUT', 'body'] },
  ])('follows a $status of a $method with a $becomes.0', async ({ status, method, becomes }) => {
    const port = await serve(async (request, response) => {
      if (request.url === '/') response.writeHead(status, { location: '/next' }).end();
      else response.end(JSON.stringify([request.method, await text(request)]));
    });
    const answer = await open().send(get(`http://127.0.0.1:${port}/`, { method, body: 'body' }), NEVER);
    expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual(becomes);
  });

  it('gives up following after ten redirects and hands over the last answer', async () => {
    let asked = 0;
    const port = await serve((_request, response) => response.writeHead(302, { location: `/${asked++}` }).end());
    expect((await open().send(get(`http://127.0.0.1:${port}/`), NEVER)).status).toBe(302);
    expect(asked).toBe(11);
  });

  it.each([
    { encoding: 'gzip', encode: gzipSync },
    { encoding: 'br', encode: brotliCompressSync },
  ])('decompresses $encoding', async ({ encoding, encode }) => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(encode(Buffer.from('plain')));
    });
    const answer = await open().send(get(`http://127.0.0.1:${port}/`), NEVER);
    expect(Buffer.from(answer.body).toString()).toBe('plain');
  });

  it('refuses an answer that is too large, sent so or grown by decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    const port = await serve((request, response) => {
      if (request.url === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
      else response.end(Buffer.alloc(200_000));
    });
    const door = open(['127.0.0.1'], undefined, 100_000);
    for (const path of ['/bomb', '/large']) {
      expect((await failure(door.send(get(`http://127.0.0.1:${port}${path}`), NEVER))).kind).toBe('limit_exceeded');
    }
  });

  it('waits no longer than the card says', async () => {
    const port = await serve(() => undefined);
    const request = get(`http://127.0.0.1:${port}/`, { timeoutMilliseconds: 50 });
    expect(await failure(open().send(request, NEVER))).toEqual({
      kind: 'timeout',
      message: `127.0.0.1:${port} did not answer within 0.1 seconds`,
    });
  });

  it('stops when the execution is cancelled', async () => {
    const cancel = new AbortController();
    const port = await serve(() => cancel.abort());
    expect((await failure(open().send(get(`http://127.0.0.1:${port}/`), cancel.signal))).message).toContain(
      'cancelled',
    );
  });

  it('says where nobody answers, without the rest of the address', async () => {
    const port = await serve(() => undefined);
    for (const server of servers.splice(0)) server.close();
    expect(await failure(open().send(get(`http://127.0.0.1:${port}/?key=secret`), NEVER))).toEqual({
      kind: 'connection',
      message: `127.0.0.1:${port} could not be reached: ECONNREFUSED`,
    });
  });
});

describe('the server itself', () => {
  const own = async (handle: (request: IncomingMessage, response: ServerResponse) => void) => {
    const port = await serve(handle);
    const door = openDoor({ allow: compileAllowList([]), server: () => `http://127.0.0.1:${port}` });
    doors.push(door);
    return { port, door };
  };

  it('is reached by its own port on this machine, by any name of an org, and vouched for by nobody', async () => {
    const { port, door } = await own((request, response) => {
      response.end(`${request.headers.host} ${request.url} ${request.headers['x-forwarded-for']}`);
    });
    const told: string[] = [];
    for (const host of ['127.0.0.1', 'localhost', 'sales.localhost']) {
      const request = get(`http://${host}:${port}/o/a?b=c`, { headers: { 'X-Forwarded-For': '10.0.0.1' } });
      told.push(Buffer.from((await door.send(request, NEVER)).body).toString());
    }
    expect(told).toEqual(
      ['127.0.0.1', 'localhost', 'sales.localhost'].map((host) => `${host}:${port} /o/a?b=c undefined`),
    );
  });

  it('opens no other port of the machine, also by a redirect', async () => {
    const other = await serve((_request, response) => response.end('private'));
    const { port, door } = await own((_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${other}/` });
      response.end();
    });
    const refused = { kind: 'connection', message: expect.stringContaining('not on the public Internet') };
    expect([
      await failure(door.send(get(`http://127.0.0.1:${other}/`), NEVER)),
      await failure(door.send(get(`http://localhost:${other}/`), NEVER)),
      await failure(door.send(get(`http://127.0.0.1:${port}/`), NEVER)),
      await failure(door.send(get(`http://127.0.0.2:${port}/`), NEVER)),
    ]).toEqual([refused, refused, refused, refused]);
  });
});
