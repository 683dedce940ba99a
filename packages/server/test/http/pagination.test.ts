import Type from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendPage } from '../../src/http/pagination.ts';
import type { Room } from '../../src/http/room.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const list: Room = (app) => {
  const querystring = Type.Object({
    after: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    q: Type.Optional(Type.String()),
  });
  app.get('/test/list', { config: { access: 'public' }, schema: { querystring } }, async (request, reply) => {
    const { after, limit = 20 } = request.query;
    return sendPage(request, reply, [limit], after === 'last' ? null : { after: 'a b&c', limit });
  });
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ rooms: [list] });
});
afterAll(() => server.close());

function links(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders.filter((_, index) => rawHeaders[index - 1] === 'link');
}

test('a page that is not the last has two Link lines with absolute addresses by the Host header', async () => {
  const { json, rawHeaders } = await server.call('GET', '/test/list?q=x%20y', {
    headers: { host: 'acme.example.com' },
  });
  expect([json, ...links(rawHeaders)]).toEqual([
    [20],
    '<http://acme.example.com/test/list?q=x%20y>; rel="self"',
    '<http://acme.example.com/test/list?q=x+y&after=a+b%26c&limit=20>; rel="next"',
  ]);
});

test('the last page has no next link', async () => {
  const { rawHeaders } = await server.call('GET', '/test/list?after=last', { headers: { host: 'acme.example.com' } });
  expect(links(rawHeaders)).toEqual(['<http://acme.example.com/test/list?after=last>; rel="self"']);
});

test('a Host header that is no host is not repeated in links', async () => {
  const { rawHeaders } = await server.call('GET', '/test/list?after=last', { headers: { host: 'a>; rel="evil' } });
  expect(links(rawHeaders)).toEqual(['<http://localhost/test/list?after=last>; rel="self"']);
});

test('a query value is converted by its schema, and refused by its name', async () => {
  expect((await server.call('GET', '/test/list?limit=7')).json).toEqual([7]);
  const refused = await server.call('GET', '/test/list?limit=many');
  expect([refused.status, (refused.json as { errorSummary: string }).errorSummary]).toEqual([
    400,
    'Api validation failed: limit',
  ]);
});
