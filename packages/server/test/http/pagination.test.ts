import Type from 'typebox';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { limitParameter, pageSize, sendPage } from '../../src/http/pagination.ts';
import type { Room } from '../../src/http/room.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const SIZES = { usual: 20, largest: 200 };

const list: Room = (app) => {
  const querystring = Type.Object({
    after: Type.Optional(Type.String()),
    limit: limitParameter(SIZES),
    q: Type.Optional(Type.String()),
  });
  app.get('/test/list', { config: { access: 'public' }, schema: { querystring } }, async (request, reply) => {
    const { after } = request.query;
    const limit = pageSize(request.org, request.query.limit, SIZES);
    return sendPage(request, reply, [limit], after === 'last' ? null : { after: 'a b&c', limit });
  });
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ rooms: [list] });
});
afterAll(() => server.close());
afterEach(() => server.choose({}));

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

async function size(limit: string): Promise<unknown> {
  const { status, json } = await server.call('GET', `/test/list${limit}`);
  const error = json as { readonly errorCauses?: readonly { readonly errorSummary: string }[] };
  return error.errorCauses === undefined ? json : [status, ...error.errorCauses.map((cause) => cause.errorSummary)];
}

test('a page size from 1 to the largest is taken; without one the usual is', async () => {
  expect([await size(''), await size('?limit=1'), await size('?limit=200')]).toEqual([[20], [1], [200]]);
});

test('excessiveLimit=clamp takes the largest page size for a larger one', async () => {
  expect([await size('?limit=201'), await size('?limit=99999999999999999999')]).toEqual([[200], [200]]);
});

test('excessiveLimit=reject refuses a page size above the largest', async () => {
  server.choose({ excessiveLimit: 'reject' });
  expect(await size('?limit=201')).toEqual([400, 'limit: The value 201 is too large: at most 200']);
  expect(await size('?limit=200')).toEqual([200]);
});

test.each(['0', '-1', 'many', ''])('a page size of "%s" is refused', async (limit) => {
  expect((await server.call('GET', `/test/list?limit=${limit}`)).status).toBe(400);
});
