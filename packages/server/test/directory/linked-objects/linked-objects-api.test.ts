import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { linkedObjectsRoom } from '../../../src/directory/linked-objects/routes.ts';
import { schemasRoom } from '../../../src/directory/profile-schemas/routes.ts';
import { addUser } from '../../apps/support.ts';
import { failure, invalid, type Json, missing } from '../../http/answers.ts';
import { startTestServer, type TestServer } from '../../http/test-server.ts';

const DEFINITIONS = '/api/v1/meta/schemas/user/linkedObjects';
const NOBODY = '00uNOBODY00000000001';

const MANAGER = {
  primary: { name: 'manager', title: 'Manager', description: 'Who decides', type: 'USER' },
  associated: { name: 'subordinate', title: 'Subordinate', type: 'USER' },
};

let server: TestServer;
let origin: string;

beforeAll(async () => {
  server = await startTestServer({ rooms: [schemasRoom, linkedObjectsRoom] });
  origin = `http://127.0.0.1:${server.port}`;
});

afterAll(() => server.close());

beforeEach(() =>
  server.org.transaction(async (tx) => {
    await tx.execute(sql`DELETE FROM linked_objects`);
    await tx.execute(sql`DELETE FROM users WHERE id <> ${server.adminId}`);
    await tx.execute(sql`DELETE FROM events`);
  }),
);

function shown(definition: Json & { readonly primary: { readonly name: string } }): Json {
  return { ...definition, _links: { self: { href: `${origin}${DEFINITIONS}/${definition.primary.name}` } } };
}

function named(primary: string, associated: string): typeof MANAGER {
  return {
    primary: { ...MANAGER.primary, name: primary },
    associated: { ...MANAGER.associated, name: associated },
  };
}

function create(json: unknown = MANAGER): ReturnType<TestServer['call']> {
  return server.call('POST', DEFINITIONS, { json });
}

describe('linked object definitions', () => {
  test('are made, listed oldest first, and found by either name', async () => {
    const made = await create();
    await create(named('mother', 'child'));
    const [list, byPrimary, byAssociated] = await Promise.all(
      ['', '/manager', '/subordinate'].map((end) => server.call('GET', `${DEFINITIONS}${end}`)),
    );
    expect([made.status, made.json, list?.json, byPrimary?.json, byAssociated?.json]).toEqual([
      201,
      shown(MANAGER),
      [shown(MANAGER), shown(named('mother', 'child'))],
      shown(MANAGER),
      shown(MANAGER),
    ]);
  });

  test('are deleted by either name, with their links', async () => {
    const [ann, bob] = [await addUser(server, 'ann'), await addUser(server, 'bob')];
    await create();
    await server.call('PUT', `/api/v1/users/${ann}/linkedObjects/manager/${bob}`);
    const deleted = await server.call('DELETE', `${DEFINITIONS}/subordinate`);
    await create();
    const links = await server.call('GET', `/api/v1/users/${ann}/linkedObjects/manager`);
    expect([deleted.status, deleted.text, links.json]).toEqual([204, '', []]);
  });

  test('are events when they are made and deleted', async () => {
    await create();
    await server.call('DELETE', `${DEFINITIONS}/manager`);
    const event = (type: string) => ({
      type,
      outcome: 'SUCCESS',
      reason: null,
      actor: expect.objectContaining({ id: server.adminId }),
      targets: [{ id: 'manager', type: 'LinkedObject', alternateId: 'manager', displayName: 'Manager' }],
      debug: {},
    });
    expect(await server.events()).toEqual([
      event('directory.linked_object.create'),
      event('directory.linked_object.delete'),
    ]);
  });

  test('are not found by other names, letter case included', async () => {
    const answers = await Promise.all([
      create().then(() => server.call('GET', `${DEFINITIONS}/Manager`)),
      server.call('DELETE', `${DEFINITIONS}/boss`),
    ]);
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [404, missing('Manager', 'LinkedObjectDefinition')],
      [404, missing('boss', 'LinkedObjectDefinition')],
    ]);
  });

  test.each<[string, unknown, Json]>([
    [
      'two equal names',
      named('peer', 'Peer'),
      invalid('associated', 'associated.name: "Peer" is the name of the primary end, too'),
    ],
    [
      'a name with a digit first',
      named('1st', 'second'),
      expect.objectContaining({ errorCode: 'E0000001', errorSummary: 'Api validation failed: primary' }),
    ],
    [
      'no associated end',
      { primary: MANAGER.primary },
      invalid('associated', 'associated: The field cannot be left blank'),
    ],
    [
      'ends that are no users',
      { ...MANAGER, primary: { ...MANAGER.primary, type: 'GROUP' } },
      expect.objectContaining({ errorCode: 'E0000001', errorSummary: 'Api validation failed: primary' }),
    ],
  ])('are refused with %s', async (_name, json, error) => {
    const answer = await create(json);
    expect([answer.status, answer.json]).toEqual([400, error]);
  });

  test.each([
    ['manager', 'report'],
    ['boss', 'Subordinate'],
    ['subordinate', 'boss'],
  ])('are refused with a name that is taken: %s and %s', async (primary, associated) => {
    await create();
    const answer = await create(named(primary, associated));
    const taken = primary === 'boss' ? associated : primary;
    expect([answer.status, answer.json]).toEqual([
      409,
      failure(
        'E0000195',
        'Api validation failed due to conflict: linkedObjectDefinition',
        `name: "${taken}" is the name of another linked object`,
      ),
    ]);
  });

  test('are 200 at most', async () => {
    await server.org.transaction((tx) =>
      tx.execute(sql`
        INSERT INTO linked_objects (primary_name, primary_title, associated_name, associated_title, created)
        SELECT 'primary' || n, 'P', 'associated' || n, 'A', now() FROM generate_series(1, 200) AS n`),
    );
    const answer = await create();
    expect([answer.status, answer.json]).toEqual([
      400,
      invalid('linkedObjectDefinition', 'There can be at most 200 linked objects'),
    ]);
  });
});

describe('links between users', () => {
  const links = (userId: string, name: string) => `/api/v1/users/${userId}/linkedObjects/${name}`;
  const hrefs = (...ids: readonly string[]) =>
    ids.map((id) => ({ _links: { self: { href: `${origin}/api/v1/users/${id}` } } }));

  test('are seen from both ends: one primary, many associated', async () => {
    const [ann, bob, cid] = [await addUser(server, 'ann'), await addUser(server, 'bob'), await addUser(server, 'cid')];
    await create();
    const set = await server.call('PUT', `${links(ann, 'manager')}/${cid}`);
    await server.call('PUT', `${links(bob, 'manager')}/${cid}`);
    const answers = await Promise.all([
      server.call('GET', links(ann, 'manager')),
      server.call('GET', links(cid, 'subordinate')),
      server.call('GET', links(cid, 'manager')),
    ]);
    expect([set.status, set.text, answers.map(({ status, json }) => [status, json])]).toEqual([
      204,
      '',
      [
        [200, hrefs(cid)],
        [200, hrefs(ann, bob)],
        [200, []],
      ],
    ]);
  });

  test('take users by login, and the caller as me; everybody may report to themselves', async () => {
    const ann = await addUser(server, 'ann');
    await create();
    await server.call('PUT', `${links('ann@example.com', 'manager')}/me`);
    await server.call('PUT', `${links('me', 'manager')}/${server.adminId}`);
    const mine = await server.call('GET', links('me', 'subordinate'));
    expect(mine.json).toEqual(hrefs(server.adminId, ann));
  });

  test('replace each other, end, and are events of the associated user', async () => {
    const [ann, bob, cid] = [await addUser(server, 'ann'), await addUser(server, 'bob'), await addUser(server, 'cid')];
    await create();
    await server.call('PUT', `${links(ann, 'manager')}/${bob}`);
    await server.call('PUT', `${links(ann, 'manager')}/${cid}`);
    await server.call('PUT', `${links(ann, 'manager')}/${cid}`);
    const replaced = await server.call('GET', links(ann, 'manager'));
    const ended = await server.call('DELETE', links(ann, 'manager'));
    const again = await server.call('DELETE', links(ann, 'manager'));
    const after = await server.call('GET', links(ann, 'manager'));
    expect([replaced.json, ended.status, again.status, after.json]).toEqual([hrefs(cid), 204, 204, []]);
    const events = (await server.events()).filter(({ type }) => type === 'user.account.update_profile');
    const targets = [
      { id: ann, type: 'User', alternateId: 'ann@example.com', displayName: 'Test ann' },
      { id: 'manager', type: 'LinkedObject', alternateId: 'manager', displayName: 'Manager' },
    ];
    expect(events.map((event) => [event.targets, event.debug])).toEqual([
      [targets, { linked_object: 'manager', from: null, to: bob }],
      [targets, { linked_object: 'manager', from: bob, to: cid }],
      [targets, { linked_object: 'manager', from: cid, to: null }],
    ]);
  });

  test('go with their users', async () => {
    const [ann, bob] = [await addUser(server, 'ann'), await addUser(server, 'bob')];
    await create();
    await server.call('PUT', `${links(ann, 'manager')}/${bob}`);
    await server.org.transaction((tx) => tx.execute(sql`DELETE FROM users WHERE id = ${bob}`));
    expect((await server.call('GET', links(ann, 'manager'))).json).toEqual([]);
  });

  test('are 404 for unknown users and names, and are changed by the primary name only', async () => {
    const ann = await addUser(server, 'ann');
    await create();
    const answers = await Promise.all([
      server.call('GET', links(NOBODY, 'manager')),
      server.call('GET', links(ann, 'boss')),
      server.call('PUT', `${links(NOBODY, 'manager')}/${ann}`),
      server.call('PUT', `${links(ann, 'manager')}/${NOBODY}`),
      server.call('PUT', `${links(ann, 'subordinate')}/${ann}`),
      server.call('DELETE', links(NOBODY, 'manager')),
      server.call('DELETE', links(ann, 'subordinate')),
    ]);
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [404, missing(NOBODY, 'User')],
      [404, missing('boss', 'LinkedObjectDefinition')],
      [404, missing(NOBODY, 'User')],
      [404, missing(NOBODY, 'User')],
      [404, missing('subordinate', 'LinkedObjectDefinition')],
      [404, missing(NOBODY, 'User')],
      [404, missing('subordinate', 'LinkedObjectDefinition')],
    ]);
  });
});
