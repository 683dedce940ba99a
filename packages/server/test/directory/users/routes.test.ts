import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { directoryRoom } from '../../../src/directory/routes.ts';
import { createUser } from '../../../src/directory/users/create-user.ts';
import { SYSTEM } from '../../../src/system-log/record-event.ts';
import { idsOf, linksOf } from '../../http/answers.ts';
import { startTestServer, type TestServer } from '../../http/test-server.ts';
import { person } from '../support.ts';

let server: TestServer;
let ids: readonly string[];

beforeAll(async () => {
  server = await startTestServer({ rooms: [directoryRoom] });
  ids = await server.org.transaction(async (tx) => {
    const context = { at: server.org.clock.now(), actor: SYSTEM };
    const created: string[] = [];
    for (let index = 0; index < 250; index++) {
      const name = `user${String(index).padStart(3, '0')}`;
      const status = index === 0 ? 'DEPROVISIONED' : 'STAGED';
      created.push((await createUser(tx, server.org.ids, context, { profile: person(name), status })).id);
    }
    return created;
  });
});

afterAll(() => server.close());

describe('GET /api/v1/users', () => {
  test('answers 200 users at most, and the way to the rest in a header line of its own', async () => {
    const first = await server.call('GET', '/api/v1/users');
    const [self, next] = linksOf(first);
    const path = /^<(.*)>; rel="next"$/.exec(next ?? '')?.[1] ?? '';
    const second = await server.call('GET', path.replace(/^https?:\/\/[^/]+/, ''));
    expect([
      first.status,
      idsOf(first.json).length,
      self,
      [...idsOf(first.json), ...idsOf(second.json)],
      linksOf(second).length,
    ]).toEqual([
      200,
      200,
      `<http://127.0.0.1:${server.port}/api/v1/users>; rel="self"`,
      [server.adminId, ...ids.slice(1)],
      1,
    ]);
  });

  test('keeps the criteria in the link to the next page', async () => {
    const answer = await server.call('GET', '/api/v1/users?search=profile.login%20sw%20%22user%22&limit=1');
    const next = new URL(/<(.*)>/.exec(linksOf(answer)[1] ?? '')?.[1] ?? '');
    expect([next.searchParams.get('search'), next.searchParams.get('limit'), next.searchParams.has('after')]).toEqual([
      'profile.login sw "user"',
      '1',
      true,
    ]);
  });

  test('answers ten users to q', async () => {
    expect(idsOf((await server.call('GET', '/api/v1/users?q=user')).json)).toEqual(ids.slice(1, 11));
  });

  test('shows deactivated users to a filter', async () => {
    const answer = await server.call('GET', '/api/v1/users?filter=status%20eq%20%22DEPROVISIONED%22');
    expect(idsOf(answer.json)).toEqual([ids[0]]);
  });

  test.each([
    ['limit=0', 'E0000001'],
    ['limit=ten', 'E0000001'],
    ['after=nonsense', 'E0000029'],
    ['filter=status', 'E0000031'],
    ['sortBy=status', 'E0000001'],
  ])('refuses %s with %s', async (query, errorCode) => {
    const answer = await server.call('GET', `/api/v1/users?${query}`);
    expect([answer.status, answer.json]).toEqual([400, expect.objectContaining({ errorCode })]);
  });

  test('takes a page that is too large for the largest, as excessiveLimit=clamp says', async () => {
    server.choose({ excessiveLimit: 'clamp' });
    const answer = await server.call('GET', '/api/v1/users?limit=201');
    expect([answer.status, idsOf(answer.json).length]).toEqual([200, 200]);
  });

  test('refuses a page that is too large, as excessiveLimit=reject says', async () => {
    server.choose({ excessiveLimit: 'reject' });
    const answer = await server.call('GET', '/api/v1/users?limit=201');
    server.choose({});
    expect([answer.status, answer.json]).toEqual([
      400,
      expect.objectContaining({
        errorCauses: [{ errorSummary: 'limit: The value 201 is too large: at most 200' }],
      }),
    ]);
  });

  test('is not for a token that is bound to a source', async () => {
    const source = await server.createSource();
    const { value } = await server.createToken({ sourceId: source.id });
    expect((await server.call('GET', '/api/v1/users', { token: value })).status).toBe(403);
  });
});

describe('GET /api/v1/users/{id}', () => {
  test.each([
    ['id', () => ids[7] ?? ''],
    ['login', () => 'USER007@example.com'],
    ['encoded login', () => 'user007%40example.com'],
    ['short name', () => 'user007'],
  ])('finds a user by %s', async (_, reference) => {
    const answer = await server.call('GET', `/api/v1/users/${reference()}`);
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        id: ids[7],
        status: 'STAGED',
        created: '2026-03-01T10:00:00.500Z',
        activated: null,
        statusChanged: null,
        lastLogin: null,
        lastUpdated: '2026-03-01T10:00:00.500Z',
        passwordChanged: null,
        type: { id: 'otyTESTORG0000000001' },
        profile: { ...person('user007'), mobilePhone: null, secondEmail: null },
        credentials: {
          emails: [{ value: 'user007@example.com', status: 'VERIFIED', type: 'PRIMARY' }],
          provider: { type: 'OKTA', name: 'OKTA' },
        },
        _links: {
          self: { href: `http://127.0.0.1:${server.port}/api/v1/users/${ids[7]}` },
          activate: {
            href: `http://127.0.0.1:${server.port}/api/v1/users/${ids[7]}/lifecycle/activate`,
            method: 'POST',
          },
          deactivate: {
            href: `http://127.0.0.1:${server.port}/api/v1/users/${ids[7]}/lifecycle/deactivate`,
            method: 'POST',
          },
        },
      },
    ]);
  });

  test('finds the owner of the token as me', async () => {
    expect((await server.call('GET', '/api/v1/users/me')).json).toMatchObject({ id: server.adminId });
  });

  test('says what was not found', async () => {
    const answer = await server.call('GET', '/api/v1/users/nobody%2F1');
    expect([answer.status, answer.json]).toEqual([
      404,
      {
        errorCode: 'E0000007',
        errorSummary: 'Not found: Resource not found: nobody/1 (User)',
        errorLink: 'E0000007',
        errorId: expect.stringMatching(/^oae/),
        errorCauses: [],
      },
    ]);
  });
});

test('both are documented', async () => {
  const { json } = await server.call('GET', '/openapi.json', { token: null });
  expect(json).toMatchObject({
    paths: {
      '/api/v1/users': { get: { operationId: 'listUsers' } },
      '/api/v1/users/{id}': { get: { operationId: 'getUser' } },
    },
    components: { schemas: { User: { type: 'object' } } },
  });
});
