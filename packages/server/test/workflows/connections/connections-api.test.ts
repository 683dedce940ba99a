// Long: every operation on connections, with every refusal and whole answers.

import { CardError } from '@headwater/workflows';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openConnection, openConnectionById } from '../../../src/workflows/connections/open-connection.ts';
import { failure, idsOf, invalid, type Json, missing, nextOf } from '../../http/answers.ts';
import { BASE, type FlowsServer, startFlowsServer } from '../support/flows-server.ts';

const CONNECTIONS = `${BASE}/flow-connections`;
const GONE = 'fcnGONE0000000000001';
const NOW = '2026-03-01T10:00:00.500Z';

const OKTA = {
  name: 'Other org',
  connector: 'okta',
  kind: 'okta',
  settings: { baseUrl: 'https://example.okta.com' },
  secret: { token: 'very-secret-1' },
};
const BASIC = {
  name: 'HR',
  connector: 'httpfunctions',
  kind: 'basic',
  settings: { baseUrl: 'https://hr.example.com/api', username: 'ada' },
  secret: { password: 'very-secret-2' },
};

let server: FlowsServer;
beforeAll(async () => {
  server = await startFlowsServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  server.sent.length = 0;
  await server.org.transaction(async (tx) => {
    await tx.execute(sql`DELETE FROM flow_packs`);
    await tx.execute(sql`DELETE FROM flow_connections`);
    await tx.execute(sql`DELETE FROM events`);
  });
});

async function create(body: unknown): Promise<Json> {
  const { json } = await server.call('POST', CONNECTIONS, { json: body });
  return json as Json;
}

function shown({ secret: _secret, ...request }: Json & { readonly secret?: unknown }, id: unknown): Json {
  return { id, ...request, hasSecret: true, created: NOW, lastUpdated: NOW };
}

describe('creating', () => {
  test('a connection is shown without its secret, and found again', async () => {
    const made = await server.call('POST', CONNECTIONS, { json: OKTA });
    const body = shown(OKTA, expect.stringMatching(/^fcn/));
    const read = await server.call('GET', `${CONNECTIONS}/${(made.json as Json).id}`);
    expect([made.status, made.json, read.status, read.json]).toEqual([201, body, 200, body]);
  });

  test('its secret is sealed in the database and opens for it alone', async () => {
    const { id } = await create(OKTA);
    const [row] = await server.org.read((tx) =>
      tx.query<{ readonly secret: Buffer }>(sql`SELECT secret FROM flow_connections WHERE id = ${String(id)}`),
    );
    const open = () => server.secrets.open(row?.secret ?? Buffer.alloc(0), `flow-connection ${id}`).toString();
    expect([row?.secret.includes('very-secret'), JSON.parse(open())]).toEqual([false, { token: 'very-secret-1' }]);
  });

  test('one without credentials has no secret', async () => {
    const made = await create({ name: 'Anything', connector: 'httpfunctions', kind: 'none' });
    expect([made.settings, made.hasSecret]).toEqual([{}, false]);
  });

  test('one to this org gets the address that was called', async () => {
    const made = await create({ ...OKTA, settings: { org: 'self' } });
    expect(made.settings).toEqual({ org: 'self', baseUrl: server.url });
    expect(await openConnectionById(server.org, server.secrets, String(made.id))).toEqual({
      connection: {
        id: made.id,
        kind: 'okta',
        settings: { baseUrl: server.url },
        secret: { token: 'very-secret-1' },
      },
      selfUrl: server.url,
    });
  });

  test('everything that is wrong is named at once', async () => {
    const body = { name: 'x', connector: 'gmail', kind: 'basic', settings: { user: 'ada' }, secret: { password: 1 } };
    const answer = await server.call('POST', CONNECTIONS, { json: body });
    expect([answer.status, answer.json]).toEqual([
      400,
      invalid(
        'flowConnection',
        'connector: "gmail" is no connector that takes connections; there are httpfunctions, okta',
        'settings.username: The field cannot be left blank',
        'settings.user: There is no such field',
        'secret.password: The field must be string',
      ),
    ]);
  });

  test('a kind that the connector does not take, or a secret that is missing, is refused', async () => {
    const kind = await server.call('POST', CONNECTIONS, { json: { ...BASIC, connector: 'okta' } });
    const { secret: _secret, ...bare } = OKTA;
    const without = await server.call('POST', CONNECTIONS, { json: bare });
    expect([kind.json, without.json]).toEqual([
      invalid('flowConnection', 'kind: "basic" is no kind of connection of okta; it takes okta'),
      invalid('flowConnection', 'secret.token: The field cannot be left blank'),
    ]);
  });

  test('a name is there once', async () => {
    await create(OKTA);
    const answer = await server.call('POST', CONNECTIONS, { json: { ...BASIC, name: OKTA.name } });
    expect([answer.status, answer.json]).toEqual([
      409,
      failure(
        'E0000195',
        'Api validation failed due to conflict: flowConnection',
        'There is a connection "Other org" already.',
      ),
    ]);
  });

  test('a character that cannot be stored is refused', async () => {
    const answer = await server.call('POST', CONNECTIONS, { json: { ...OKTA, name: 'a\0b' } });
    expect(answer.status).toBe(400);
  });
});

describe('listing', () => {
  test('by name, in pages, and by connector', async () => {
    const names = ['b', 'a', 'C'];
    const made = await Promise.all(names.map((name) => create({ ...OKTA, name })));
    const http = await create(BASIC);
    const [b, a, c] = made.map(({ id }) => id);
    const first = await server.call('GET', `${CONNECTIONS}?limit=3`);
    const second = await server.call('GET', nextOf(first) ?? '');
    const okta = await server.call('GET', `${CONNECTIONS}?connector=okta`);
    expect([idsOf(first.json), idsOf(second.json), nextOf(second), idsOf(okta.json)]).toEqual([
      [c, http.id, a],
      [b],
      undefined,
      [c, a, b],
    ]);
  });
});

describe('changing', () => {
  test('what does not send credentials elsewhere needs no secret', async () => {
    const made = await create(BASIC);
    const answer = await server.call('PATCH', `${CONNECTIONS}/${made.id}`, {
      json: { name: 'HR 2', settings: { username: 'bob' } },
    });
    expect([answer.status, answer.json]).toEqual([
      200,
      { ...made, name: 'HR 2', settings: { ...BASIC.settings, username: 'bob' } },
    ]);
    expect((await openConnectionById(server.org, server.secrets, String(made.id)))?.connection.secret).toEqual(
      BASIC.secret,
    );
  });

  test('another host needs the secret again', async () => {
    const made = await create(BASIC);
    const refusal = invalid(
      'flowConnection',
      'secret: The credentials would go elsewhere with these settings; send them again',
    );
    const changes = [
      { baseUrl: 'https://evil.example.com' },
      { baseUrl: null },
      { origins: ['https://evil.example.com'] },
    ];
    for (const settings of changes) {
      const answer = await server.call('PATCH', `${CONNECTIONS}/${made.id}`, { json: { settings } });
      expect([answer.status, answer.json]).toEqual([400, refusal]);
    }
    const settings = { baseUrl: 'https://hr2.example.com' };
    const answer = await server.call('PATCH', `${CONNECTIONS}/${made.id}`, {
      json: { settings, secret: { password: 'new' } },
    });
    expect((answer.json as Json).settings).toEqual({ ...BASIC.settings, ...settings });
    expect((await openConnectionById(server.org, server.secrets, String(made.id)))?.connection.secret).toEqual({
      password: 'new',
    });
  });

  test('wrong settings and secrets are refused, and an unknown id', async () => {
    const made = await create(BASIC);
    const wrong = await server.call('PATCH', `${CONNECTIONS}/${made.id}`, {
      json: { settings: { username: null }, secret: {} },
    });
    const gone = await server.call('PATCH', `${CONNECTIONS}/${GONE}`, { json: { name: 'x' } });
    expect([wrong.json, gone.status, gone.json]).toEqual([
      invalid(
        'flowConnection',
        'settings.username: The field cannot be left blank',
        'secret.password: The field cannot be left blank',
      ),
      404,
      missing(GONE, 'FlowConnection'),
    ]);
  });
});

describe('deleting', () => {
  test('one that nothing is bound to goes', async () => {
    const { id } = await create(OKTA);
    const answers = [
      await server.call('DELETE', `${CONNECTIONS}/${id}`),
      await server.call('GET', `${CONNECTIONS}/${id}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 404]);
  });

  test('one that a pack is bound to stays', async () => {
    const { id } = await create(OKTA);
    const bindings = JSON.stringify({ connections: { okta: id } });
    await server.org.transaction((tx) =>
      tx.execute(sql`
        INSERT INTO flow_packs (id, name, version, bindings, created, last_updated)
        VALUES ('fpk1', 'People', 1, ${bindings}, now(), now())`),
    );
    const answer = await server.call('DELETE', `${CONNECTIONS}/${id}`);
    expect([answer.status, answer.json]).toEqual([
      409,
      failure(
        'E0000195',
        'Api validation failed due to conflict: flowConnection',
        'Packs are bound to the connection: "People". Bind another one first.',
      ),
    ]);
  });
});

describe('opening for flows', () => {
  test('the connection of the card counts before that of its connector', async () => {
    const [own, other] = [await create(OKTA), await create({ ...OKTA, name: 'B', secret: { token: 'b' } })];
    const bindings = { connections: { c1: String(own.id), okta: String(other.id) } };
    const open = async (id: string | null, connector = 'okta') =>
      (await openConnection(server.org, server.secrets, bindings, { connector, id }))?.connection.id ?? null;
    expect([await open('c1'), await open('c2'), await open(null), await open(null, 'httpfunctions')]).toEqual([
      own.id,
      other.id,
      other.id,
      null,
    ]);
  });
});

describe('testing', () => {
  async function check(body: unknown): Promise<unknown> {
    const { id } = await create(body);
    return (await server.call('POST', `${CONNECTIONS}/${id}/test`)).json;
  }

  test('an org is asked for a user with the token', async () => {
    expect(await check(OKTA)).toEqual({
      ok: true,
      status: 200,
      message: 'GET https://example.okta.com/api/v1/users?limit=1 answered 200',
    });
    expect(server.sent.map(({ method, url, headers }) => [method, url, headers])).toEqual([
      [
        'GET',
        'https://example.okta.com/api/v1/users?limit=1',
        { Accept: 'application/json', Authorization: 'SSWS very-secret-1' },
      ],
    ]);
  });

  test('this very org is asked by its own port, whatever its address is outside', async () => {
    const settings = { org: 'self', baseUrl: 'https://org.example' };
    const good = await check({ ...OKTA, settings, secret: { token: server.token } });
    const bad = await check({ ...OKTA, name: 'Bad', settings });
    expect([good, bad]).toEqual(
      [200, 401].map((status) => ({
        ok: status === 200,
        status,
        message: `GET https://org.example/api/v1/users?limit=1 answered ${status}`,
      })),
    );
    expect(server.sent).toEqual([]);
  });

  test('a refusal and a system that is away are told', async () => {
    server.answers.push({ status: 401 }, new CardError('Nobody answers', { kind: 'connection' }));
    expect([await check(OKTA), await check(BASIC)]).toEqual([
      { ok: false, status: 401, message: 'GET https://example.okta.com/api/v1/users?limit=1 answered 401' },
      { ok: false, status: null, message: 'Nobody answers' },
    ]);
  });

  test('of a client that only has a token endpoint the token is asked for', async () => {
    const body = new TextEncoder().encode('{"access_token":"t"}');
    server.answers.push({ body });
    const settings = { tokenUrl: 'https://login.example.com/token', clientId: 'me' };
    const told = await check({
      name: 'Client',
      connector: 'httpfunctions',
      kind: 'oauth-client',
      settings,
      secret: { clientSecret: 's' },
    });
    expect([told, server.sent.map(({ url }) => url)]).toEqual([
      { ok: true, status: null, message: 'The token endpoint gave a token' },
      ['https://login.example.com/token'],
    ]);
  });

  test('without an address there is nothing to call', async () => {
    expect(await check({ name: 'Any', connector: 'httpfunctions', kind: 'none' })).toEqual({
      ok: false,
      status: null,
      message: 'The connection has no base URL, so that there is nothing to call',
    });
    expect((await server.call('POST', `${CONNECTIONS}/${GONE}/test`)).status).toBe(404);
  });
});

test('changes are in the log, without secrets', async () => {
  const { id } = await create(OKTA);
  await server.call('PATCH', `${CONNECTIONS}/${id}`, { json: { secret: { token: 'very-secret-3' } } });
  await server.call('DELETE', `${CONNECTIONS}/${id}`);
  const events = await server.events();
  const target = { id, type: 'FlowConnection', alternateId: 'okta', displayName: 'Other org' };
  expect(events.map(({ type, targets }) => [type, targets])).toEqual([
    ['workflows.user.connection.create', [target]],
    ['workflows.user.connection.reauthorize', [target]],
    ['workflows.user.connection.delete', [target]],
  ]);
  expect(JSON.stringify(events)).not.toContain('very-secret');
});

test('a token that is bound to a source, or none, opens nothing', async () => {
  const source = await server.createSource();
  const { value } = await server.createToken({ sourceId: source.id });
  const { id } = await create(OKTA);
  const paths = [
    ['GET', CONNECTIONS],
    ['POST', CONNECTIONS],
    ['GET', `${CONNECTIONS}/${id}`],
    ['PATCH', `${CONNECTIONS}/${id}`],
    ['DELETE', `${CONNECTIONS}/${id}`],
    ['POST', `${CONNECTIONS}/${id}/test`],
  ] as const;
  const answers = await Promise.all(
    paths.flatMap(([method, path]) =>
      [value, null].map((token) => server.call(method, path, { token, ...(method === 'GET' ? {} : { json: {} }) })),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(paths.flatMap(() => [403, 401]));
});
