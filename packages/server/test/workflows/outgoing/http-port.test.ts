import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { manualClock } from '@headwater/protocol';
import { CardError, type Connection, type HttpPort, type HttpRequest, tokenCache } from '@headwater/workflows';
import { afterEach, describe, expect, it } from 'vitest';
import type { OpenedConnection } from '../../../src/workflows/connections/open-connection.ts';
import { compileAllowList } from '../../../src/workflows/outgoing/allow-list.ts';
import { type Door, openDoor } from '../../../src/workflows/outgoing/door.ts';
import { httpPort } from '../../../src/workflows/outgoing/http-port.ts';

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

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The way out of a pack whose cards have one connection. */
function port(
  opened: OpenedConnection | null,
  { allow = [], url, maxBytes }: { allow?: readonly string[]; url?: string; maxBytes?: number } = {},
): HttpPort {
  const door = openDoor({
    allow: compileAllowList(allow),
    server: () => url,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  doors.push(door);
  const tokens = tokenCache(manualClock('2026-03-01T10:00:00.000Z'));
  return httpPort({ door, openConnection: async () => opened, hosts: {}, tokens });
}

function get(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  const connection = { connector: 'okta', id: null };
  const fixed = { method: 'GET', headers: {}, body: null, timeoutMilliseconds: 5_000, callId: 'c' };
  return { connection, url, ...fixed, ...more };
}

async function failure(sent: Promise<unknown>): Promise<{ readonly kind: string; readonly message: string }> {
  const error: unknown = await sent.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CardError)) throw new Error(`Not refused as a card: ${String(error)}`);
  return { kind: error.facts.kind, message: error.message };
}

describe('a connection with credentials', () => {
  const echo = () =>
    serve((request, response) => {
      const { authorization, 'x-api-key': key } = request.headers;
      response.end(JSON.stringify({ url: request.url, authorization, key }));
    });

  it.each([
    {
      kind: 'basic',
      settings: { username: 'Ada' },
      secret: { password: 'pä' },
      shown: { authorization: `Basic ${Buffer.from('Ada:pä').toString('base64')}` },
    },
    { kind: 'header', settings: { headerName: 'X-Api-Key' }, secret: { headerValue: 'k1' }, shown: { key: 'k1' } },
    { kind: 'none', settings: {}, secret: {}, shown: {} },
  ] as const)('of the kind $kind adds them, whatever the card says', async ({ kind, settings, secret, shown }) => {
    const url = await echo();
    const connection = { id: 'fcn1', kind, settings: { ...settings, baseUrl: `${url}/api` }, secret } as Connection;
    const http = port({ connection, selfUrl: null }, { allow: ['127.0.0.1'] });
    const headers = kind === 'header' ? { 'x-api-key': 'forged' } : {};
    const answer = await http.send(get('/people?a=%20b', { headers }), NEVER);
    expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({ url: '/api/people?a=%20b', ...shown });
  });

  it('of the kind oauth-client fetches its token once, and anew when it is refused', async () => {
    const asked: unknown[] = [];
    let given = 0;
    const url = await serve(async (request, response) => {
      if (request.url === '/token') {
        asked.push([request.method, request.headers.authorization, await text(request)]);
        given += 1;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ access_token: `t${given}`, token_type: 'Bearer', expires_in: 3600 }));
        return;
      }
      const { authorization } = request.headers;
      // What was given first is good for two calls.
      const isGone = request.url === '/3' && authorization === 'Bearer t1';
      response.writeHead(isGone ? 401 : 200).end(authorization);
    });
    const connection: Connection = {
      id: 'fcn1',
      kind: 'oauth-client',
      settings: { baseUrl: url, tokenUrl: `${url}/token`, clientId: 'me', scope: 'a b' },
      secret: { clientSecret: 's' },
    };
    const http = port({ connection, selfUrl: null }, { allow: ['127.0.0.1'] });
    const told: string[] = [];
    for (const path of ['/1', '/2', '/3']) {
      told.push(Buffer.from((await http.send(get(path), NEVER)).body).toString());
    }
    expect(told).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
    const question = ['POST', `Basic ${Buffer.from('me:s').toString('base64')}`, expect.stringContaining('scope=a+b')];
    expect(asked).toEqual([question, question]);
  });

  it('goes through the guarded door like everything else', async () => {
    const url = await echo();
    const connection: Connection = { id: 'fcn1', kind: 'okta', settings: { baseUrl: url }, secret: { token: 't' } };
    const { kind, message } = await failure(port({ connection, selfUrl: null }).send(get('/'), NEVER));
    expect([kind, message]).toEqual(['connection', expect.stringContaining('HEADWATER_WORKFLOWS_ALLOW')]);
  });

  it('that is not bound is named', async () => {
    expect((await failure(port(null).send(get('/'), NEVER))).message).toContain('the connector okta');
  });
});

describe('a connection to the org it is in', () => {
  const BASE = 'https://sales.corp.example';

  function self(baseUrl = BASE): OpenedConnection {
    return {
      connection: { id: 'fcn1', kind: 'okta', settings: { baseUrl }, secret: { token: 't' } },
      selfUrl: baseUrl,
    };
  }

  it('reaches the process itself, with host and path of its base URL, and nothing needs to be allowed', async () => {
    const url = await serve((request, response) => {
      const { host, authorization, 'x-forwarded-for': from, 'x-headwater-org': org } = request.headers;
      response.end(JSON.stringify({ host, authorization, from, org, url: request.url }));
    });
    const headers = { 'X-Forwarded-For': '10.0.0.1', 'X-Headwater-Org': 'other', Host: 'other.example' };
    const answer = await port(self(`${BASE}/o/a`), { url }).send(get('/api/v1/users?limit=1', { headers }), NEVER);
    expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({
      host: 'sales.corp.example',
      authorization: 'SSWS t',
      url: '/o/a/api/v1/users?limit=1',
    });
  });

  it('reaches a process that listens everywhere', async () => {
    const url = await serve((_request, response) => response.end('here'));
    const everywhere = url.replace('127.0.0.1', '0.0.0.0');
    expect((await port(self(), { url: everywhere }).send(get('/'), NEVER)).status).toBe(200);
  });

  it('follows no redirect', async () => {
    const seen: unknown[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    const url = await serve((request, response) => {
      seen.push(request.url);
      response.writeHead(302, { location: request.url === '/a' ? `${other}/` : '/b' }).end();
    });
    const http = port(self(), { url });
    const answers = [await http.send(get('/a'), NEVER), await http.send(get('/c'), NEVER)];
    expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
      [302, `${other}/`],
      [302, '/b'],
    ]);
    expect(seen).toEqual(['/a', '/c']);
  });

  it.each([
    '//other.example/',
    '/\\other.example/',
    'http://127.0.0.1:1/',
    'https://sales.corp.example/api/v1/users',
    '@other.example/',
    'file:///etc/passwd',
    '/o/other/api/v1/users',
    '/../o/other/',
    '/.//o/other/',
    '/%2e%2e/o/other/',
  ])('is refused what is none of its paths: %s', async (path) => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push(request.url);
      response.end();
    });
    expect((await failure(port(self(), { url }).send(get(path), NEVER))).kind).toBe('invalid_input');
    expect(seen).toEqual([]);
  });

  it.each(['/../b/api/v1/users', '/../../api/v1/users', '/o/b/api/v1/users', '/%2e%2e/b'])(
    'stays in a test org: %s',
    async (path) => {
      const url = await serve((_request, response) => response.end());
      expect((await failure(port(self(`${BASE}/o/a`), { url }).send(get(path), NEVER))).kind).toBe('invalid_input');
    },
  );

  it('takes the links of a test org as they are', async () => {
    const url = await serve((request, response) => response.end(request.url));
    const answer = await port(self(`${BASE}/o/a`), { url }).send(get('/o/a/api/v1/users?after=1'), NEVER);
    expect(Buffer.from(answer.body).toString()).toBe('/o/a/api/v1/users?after=1');
  });

  it('has the bounds of every call', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/large') response.end(Buffer.alloc(2_000));
    });
    const http = port(self(), { url, maxBytes: 1_000 });
    expect((await failure(http.send(get('/large'), NEVER))).kind).toBe('limit_exceeded');
    expect(await failure(http.send(get('/never', { timeoutMilliseconds: 50 }), NEVER))).toEqual({
      kind: 'timeout',
      message: 'sales.corp.example did not answer within 0.1 seconds',
    });
  });

  it('says so while the server does not answer', async () => {
    expect(await failure(port(self()).send(get('/'), NEVER))).toEqual({
      kind: 'connection',
      message: 'The server does not answer requests yet',
    });
  });
});
