import { ApiTokenMetadata, CreatedApiToken } from '@headwater/protocol';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { apiTokensRoom } from '../../../src/access/api-tokens/routes.ts';
import { listTokens } from '../../../src/access/manage-tokens.ts';
import { type Answer, startTestServer, type TestServer } from '../../http/test-server.ts';

const TOKENS = '/api/v1/api-tokens';
const CREATE = '/api/v1/headwater/api-tokens';
const DAY = 24 * 60 * 60 * 1000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ rooms: [apiTokensRoom] });
});
afterAll(() => server.close());
beforeEach(() => server.clock.advance(1000));

const causes = (answer: Answer) => (answer.json as { readonly errorCauses: readonly unknown[] }).errorCauses;

test('a token is shown as the published API shows it, without its value', async () => {
  const created = server.clock.now();
  const token = await server.createToken({ name: 'HR', networks: ['10.0.0.0/8'], idleDays: 7 });
  const { status, json, text } = await server.call('GET', `${TOKENS}/${token.id}`);
  expect([status, json]).toEqual([
    200,
    {
      name: 'HR',
      userId: server.adminId,
      tokenWindow: 'P7D',
      network: { connection: 'ZONE', include: ['10.0.0.0/8'], exclude: [] },
      id: token.id,
      clientName: 'Headwater API',
      expiresAt: new Date(created.getTime() + 7 * DAY).toISOString(),
      created: created.toISOString(),
      lastUpdated: created.toISOString(),
      _link: {
        self: {
          href: `http://127.0.0.1:${server.port}${TOKENS}/${token.id}`,
          hints: { allow: ['GET', 'DELETE'] },
        },
      },
    },
  ]);
  expect(text).not.toContain(token.value);
  expect(Compile(ApiTokenMetadata).Check(json)).toBe(true);
});

test('a token for anywhere says so', async () => {
  const token = await server.createToken();
  expect((await server.call('GET', `${TOKENS}/${token.id}`)).json).toMatchObject({
    tokenWindow: 'P30D',
    network: { connection: 'ANYWHERE' },
  });
});

test('the tokens that live are listed, newest first; revoked and expired ones are gone', async () => {
  const brief = await server.createToken({ name: 'brief', idleDays: 1 });
  const revoked = await server.createToken({ name: 'revoked' });
  const long = await server.createToken({ name: 'long' });
  const listed = async () => ((await server.call('GET', TOKENS)).json as ApiTokenMetadata[]).map(({ id }) => id);
  expect((await listed()).slice(0, 3)).toEqual([long.id, revoked.id, brief.id]);
  await server.call('DELETE', `${TOKENS}/${revoked.id}`);
  server.clock.advance(DAY);
  const left = await listed();
  expect([left.includes(long.id), left.includes(revoked.id), left.includes(brief.id)]).toEqual([true, false, false]);
  expect(Compile(Type.Array(ApiTokenMetadata)).Check((await server.call('GET', TOKENS)).json)).toBe(true);
  for (const id of [revoked.id, brief.id, '00TNothing']) {
    expect((await server.call('GET', `${TOKENS}/${id}`)).json).toMatchObject({
      errorCode: 'E0000007',
      errorSummary: `Not found: Resource not found: ${id} (ApiToken)`,
    });
  }
});

test('a token is revoked once, by an event of who did it', async () => {
  const token = await server.createToken({ name: 'HR' });
  const first = await server.call('DELETE', `${TOKENS}/${token.id}`);
  expect([first.status, first.text]).toEqual([204, '']);
  expect((await server.call('DELETE', `${TOKENS}/${token.id}`)).status).toBe(404);
  expect((await server.call('GET', TOKENS, { token: token.value })).status).toBe(401);
  const events = (await server.events()).filter(({ type }) => type === 'system.api_token.revoke');
  expect(events.map(({ actor, targets }) => [actor, targets]).at(-1)).toEqual([
    { id: server.adminId, type: 'User', alternateId: 'ada@example.com', displayName: 'Ada Byron' },
    [{ id: token.id, type: 'Token', alternateId: `…${token.value.slice(-4)}`, displayName: 'HR' }],
  ]);
});

test('a call may revoke its own token', async () => {
  const token = await server.createToken();
  expect((await server.call('DELETE', `${TOKENS}/current`, { token: token.value })).status).toBe(204);
  expect((await server.call('GET', TOKENS, { token: token.value })).status).toBe(401);
});

test('a token is made with its value, which works and is in no other answer', async () => {
  const source = await server.createSource();
  const created = await server.call('POST', CREATE, {
    json: { name: ' HR ', sourceId: source.id, networks: ['127.0.0.0/8'], idleDays: 60, sharePercent: 20 },
  });
  const { token, ...rest } = created.json as CreatedApiToken;
  expect([created.status, rest]).toEqual([
    201,
    {
      id: expect.stringMatching(/^00T/),
      name: 'HR',
      ownerId: server.adminId,
      sourceId: source.id,
      networks: ['127.0.0.0/8'],
      idleDays: 60,
      sharePercent: 20,
      created: server.clock.now().toISOString(),
    },
  ]);
  expect(Compile(CreatedApiToken).Check(created.json)).toBe(true);
  const answer = await server.call('GET', `/api/v1/identity-sources/${source.id}/sessions`, { token });
  expect(answer.status).toBe(200);
  expect((await server.org.read(listTokens)).find(({ id }) => id === rest.id)).toMatchObject({ sharePercent: 20 });
});

test('a token made by its name alone is one for the whole org, with the defaults', async () => {
  expect((await server.call('POST', CREATE, { json: { name: 'x' } })).json).toMatchObject({
    ownerId: server.adminId,
    sourceId: null,
    networks: [],
    idleDays: 30,
    sharePercent: null,
  });
});

test.each([
  [{}, 'name: The field cannot be left blank'],
  [{ name: '  ' }, 'name: The field cannot be left blank'],
  [{ name: 'x', ownerId: '00uNobody' }, 'ownerId: 00uNobody is no administrator'],
  [{ name: 'x', sourceId: '0oaNothing' }, 'sourceId: There is no identity source 0oaNothing'],
  [
    { name: 'x', networks: ['10.0.0.0/64'] },
    'networks: "10.0.0.0/64" is no address range; write it like 10.0.0.0/8 or 2001:db8::/32',
  ],
  [{ name: 'x', sharePercent: 101 }, 'sharePercent: The field must be <= 100'],
])('a token from %j is refused', async (json, cause) => {
  const answer = await server.call('POST', CREATE, { json });
  expect([answer.status, causes(answer)]).toEqual([400, [{ errorSummary: cause }]]);
});

test('a name that cannot be stored is refused', async () => {
  const answers = ['"\\ud800"', '"\\u0000"'].map((name) =>
    server.call('POST', CREATE, { raw: `{"name":${name}}`, headers: { 'content-type': 'application/json' } }),
  );
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([400, 400]);
});

test('an unknown field is refused: a misspelt restriction must not be none', async () => {
  const answer = await server.call('POST', CREATE, { json: { name: 'x', network: ['10.0.0.0/8'] } });
  expect(answer.status).toBe(400);
});
