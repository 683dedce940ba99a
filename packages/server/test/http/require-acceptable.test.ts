import Type from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Room } from '../../src/http/room.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const room: Room = (app) => {
  app.get('/api/v1/test', { config: { access: 'public' } }, async () => ({ ok: true }));
  app.post('/api/v1/test', { config: { access: 'public' }, schema: { body: Type.Object({}) } }, async () => ({}));
  app.get('/test/page', { config: { access: 'public' } }, async () => ({ ok: true }));
};

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ rooms: [room] });
});
afterAll(() => server.close());

test.each([
  'application/json',
  'application/json, */*;q=0.8',
  'text/html,application/xhtml+xml,*/*;q=0.8',
  'Application/JSON; charset=utf-8',
  'application/*',
  '',
])('a client that accepts "%s" is answered', async (accept) => {
  expect((await server.call('GET', '/api/v1/test', { headers: { accept } })).status).toBe(200);
});

test.each(['text/html', 'application/xml, text/*', 'application/jsonp'])(
  'a client that accepts "%s" alone gets 400 E0000019, reading and writing',
  async (accept) => {
    const answers = [
      await server.call('GET', '/api/v1/test', { headers: { accept } }),
      await server.call('POST', '/api/v1/test', { headers: { accept }, json: {} }),
    ];
    for (const { status, headers, json } of answers) {
      expect([status, headers['content-type']]).toEqual([400, 'application/json']);
      expect(json).toMatchObject({
        errorCode: 'E0000019',
        errorSummary: 'Bad request.  Accept and/or Content-Type headers likely do not match supported values.',
        errorCauses: [],
      });
    }
  },
);

test('unknown paths and what is not the API answer whatever is accepted', async () => {
  const accept = 'text/html';
  expect((await server.call('GET', '/api/v1/nowhere', { headers: { accept } })).status).toBe(404);
  expect((await server.call('GET', '/test/page', { headers: { accept } })).status).toBe(200);
});
