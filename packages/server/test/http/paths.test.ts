import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Room } from '../../src/http/room.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const echo: Room = (app) => {
  app.get(
    '/api/v1/echo/:thing/end',
    { config: { access: 'public' }, schema: { params: Type.Object({ thing: Type.String() }) } },
    async (request) => ({ thing: request.params.thing }),
  );
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ rooms: [echo] });
});
afterAll(() => server.close());

describe('an id in a path is decoded inside its segment', () => {
  test.each(['a/b', 'a@b', 'a+b', 'a b', 'ä€😀', '100%', '%2F', '?#&=', '..', 'x'.repeat(512), '😀'.repeat(512)])(
    '%s',
    async (thing) => {
      const answer = await server.call('GET', `/api/v1/echo/${encodeURIComponent(thing)}/end`);
      expect([answer.status, answer.json]).toEqual([200, { thing }]);
    },
  );
});

test('doubled slashes are collapsed, but not in the query', async () => {
  const answer = await server.call('GET', '//api//v1///echo/x/end?url=http://a//b');
  expect([answer.status, answer.json]).toEqual([200, { thing: 'x' }]);
});

test('HEAD answers like GET, without the body', async () => {
  const get = await server.call('GET', '/api/v1/echo/x/end');
  const head = await server.call('HEAD', '/api/v1/echo/x/end');
  expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', get.headers['content-length']]);
});

test('OPTIONS tells the methods of a path without a token', async () => {
  const answer = await server.call('OPTIONS', '/api/v1/identity-sources/x/sessions', { token: null });
  expect([answer.status, answer.headers.allow, answer.text]).toEqual([204, 'GET, HEAD, OPTIONS, POST', '']);
});

test('OPTIONS of an unknown path is 404', async () => {
  expect((await server.call('OPTIONS', '/api/v1/nowhere')).status).toBe(404);
});

test('a wrong method is told the right ones', async () => {
  const answer = await server.call('PATCH', '/api/v1/identity-sources/x/sessions/y');
  expect([answer.status, answer.headers.allow]).toEqual([405, 'DELETE, GET, HEAD, OPTIONS']);
});

test('a path parameter beyond all bounds is refused', async () => {
  const answer = await server.call('GET', `/api/v1/echo/${'x'.repeat(9_000)}/end`);
  expect(answer.status).toBe(400);
});

test('a URL beyond all bounds is refused', async () => {
  const answer = await server.call('GET', `/api/v1/echo/${'x'.repeat(20_000)}/end`);
  expect([answer.status, (answer.json as { errorCode: string }).errorCode]).toEqual([431, 'E0000020']);
});
