import { manualClock } from '@headwater/protocol';
import { describe, expect, test } from 'vitest';
import { authorize, sendAuthorized } from '../../src/connections/authorize.ts';
import type { Connection } from '../../src/connections/connection-kinds.ts';
import { tokenCache } from '../../src/connections/token-cache.ts';
import { type MemoryResponse, memoryHttp } from '../../src/memory/memory-http.ts';
import type { HttpRequest } from '../../src/run/ports.ts';

const REQUEST: HttpRequest = {
  connection: { connector: 'httpfunctions', id: 'c1' },
  method: 'GET',
  url: "https://api.example/x?$q=a%20b'c",
  headers: { authorization: 'mine', Accept: '*/*' },
  body: null,
  timeoutMilliseconds: 5_000,
  callId: 'call',
};
const OAUTH: Connection = {
  id: 'c1',
  kind: 'oauth-client',
  settings: { tokenUrl: 'https://login.example/token', clientId: 'id:1', scope: 'read write' },
  secret: { clientSecret: 'a b&c' },
};

function setUp(handler: (request: HttpRequest, number: number) => MemoryResponse = () => ({})) {
  const clock = manualClock();
  const http = memoryHttp(handler);
  return { clock, http, deps: { tokens: tokenCache(clock), http, signal: new AbortController().signal } };
}

/** A service that gives `t1`, `t2` …, and refuses the tokens named. */
function service(refused: readonly string[] = [], token: (number: number) => MemoryResponse = issue) {
  let issued = 0;
  return setUp(({ url, headers }) => {
    if (url === 'https://login.example/token') return token(++issued);
    return { status: refused.includes(headers.Authorization ?? '') ? 401 : 200 };
  });
}
const issue = (number: number): MemoryResponse => ({ body: { access_token: `t${number}`, expires_in: 3600 } });

describe('a request with credentials', () => {
  test.each<[Connection, Record<string, string>]>([
    [
      { id: 'c', kind: 'none', settings: {}, secret: {} },
      { authorization: 'mine', Accept: '*/*' },
    ],
    [
      { id: 'c', kind: 'basic', settings: { username: 'ann' }, secret: { password: 'pä:ss' } },
      { Accept: '*/*', Authorization: 'Basic YW5uOnDDpDpzcw==' },
    ],
    [
      { id: 'c', kind: 'header', settings: { headerName: 'X-Api-Key' }, secret: { headerValue: 'k' } },
      { authorization: 'mine', Accept: '*/*', 'X-Api-Key': 'k' },
    ],
  ])('of %j has them as headers, and keeps its URL', async (connection, headers) => {
    expect(await authorize(connection, REQUEST, setUp().deps)).toEqual({ ...REQUEST, connection: null, headers });
  });

  test.each([
    [undefined, 'SSWS tok'],
    ['Bearer', 'Bearer tok'],
  ] as const)('of an org with the scheme %s goes to the org', async (scheme, value) => {
    const settings = { baseUrl: 'https://example.okta.test', ...(scheme === undefined ? {} : { scheme }) };
    const connection: Connection = { id: 'c', kind: 'okta', settings, secret: { token: 'tok' } };
    const request = { ...REQUEST, url: '/api/v1/users/a%40b?sendEmail=false', headers: {} };
    expect(await authorize(connection, request, setUp().deps)).toEqual({
      ...request,
      connection: null,
      url: 'https://example.okta.test/api/v1/users/a%40b?sendEmail=false',
      headers: { Authorization: value },
    });
  });
});

describe('client credentials', () => {
  test('are exchanged for a token, once for many requests at the same time', async () => {
    const { deps, http } = service();
    await Promise.all([1, 2, 3].map(() => sendAuthorized(OAUTH, REQUEST, deps)));
    await sendAuthorized(OAUTH, REQUEST, deps);
    const [token, ...calls] = http.requests;
    expect(token).toEqual({
      connection: null,
      method: 'POST',
      url: 'https://login.example/token',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Accept: 'application/json',
        Authorization: `Basic ${btoa('id%3A1:a+b%26c')}`,
      },
      body: 'grant_type=client_credentials&scope=read+write',
      timeoutMilliseconds: 5_000,
      callId: 'call/token',
    });
    expect(calls.map(({ headers }) => headers.Authorization)).toEqual(new Array(4).fill('Bearer t1'));
  });

  test('go into the body when the server wants them there', async () => {
    const { deps, http } = service();
    const settings = { ...OAUTH.settings, clientAuthentication: 'body', audience: 'https://api' } as const;
    await sendAuthorized({ ...OAUTH, settings }, REQUEST, deps);
    expect(http.requests[0]?.headers.Authorization).toBeUndefined();
    expect(http.requests[0]?.body).toBe(
      'grant_type=client_credentials&scope=read+write&audience=https%3A%2F%2Fapi&client_id=id%3A1&client_secret=a+b%26c',
    );
  });

  test('are exchanged again shortly before the token ends', async () => {
    const { deps, http, clock } = service();
    const bearer = async () => (await authorize(OAUTH, REQUEST, deps)).headers.Authorization;
    expect(await bearer()).toBe('Bearer t1');
    clock.advance(3_539_999);
    expect(await bearer()).toBe('Bearer t1');
    clock.advance(1);
    expect(await bearer()).toBe('Bearer t2');
    expect(http.requests).toHaveLength(2);
  });

  test('are exchanged again, once, when a service refuses the token', async () => {
    const { deps, http } = service(['Bearer t1']);
    expect((await sendAuthorized(OAUTH, REQUEST, deps)).status).toBe(200);
    expect(http.requests.map(({ headers }) => headers.Authorization)).toEqual([
      `Basic ${btoa('id%3A1:a+b%26c')}`,
      'Bearer t1',
      `Basic ${btoa('id%3A1:a+b%26c')}`,
      'Bearer t2',
    ]);
    const refusing = service(['Bearer t1', 'Bearer t2']);
    expect((await sendAuthorized(OAUTH, REQUEST, refusing.deps)).status).toBe(401);
    expect(refusing.http.requests).toHaveLength(4);
  });

  test('that changed do not go on with the old token', async () => {
    const { deps } = service();
    await authorize(OAUTH, REQUEST, deps);
    const changed: Connection = { ...OAUTH, secret: { clientSecret: 'new' } };
    expect((await authorize(changed, REQUEST, deps)).headers.Authorization).toBe('Bearer t2');
  });

  test.each<[MemoryResponse, string]>([
    [{ status: 401, body: { error: 'invalid_client' } }, 'answered 401 Unauthorized: invalid_client.'],
    [{ body: '<html>' }, 'answered 200: no usable access_token.'],
    [{ body: { access_token: 'a\r\nb' } }, 'answered 200: no usable access_token.'],
  ])('that are refused by %j fail the card without showing a secret', async (response, message) => {
    const { deps } = service([], () => response);
    const failure = await sendAuthorized(OAUTH, REQUEST, deps).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: expect.stringContaining(`The token endpoint https://login.example/token ${message}`),
      facts: { kind: 'connection' },
    });
    expect(String(failure)).not.toContain('a b&c');
    await expect(authorize(OAUTH, REQUEST, deps)).rejects.toThrow(message);
  });
});
