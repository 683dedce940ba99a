// Long: every operation on mappings, and the preview with whole answers.

import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAttribute } from '../../src/directory/profile-schemas/add-attribute.ts';
import type { IdentitySource } from '../../src/identity-sources/identity-source.ts';
import { mappingsRoom } from '../../src/mappings/routes.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import { addUser } from '../apps/support.ts';
import { failure, invalid, type Json, missing, nextOf } from '../http/answers.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';

const GONE = 'prmGONE0000000000001';
const USER_TYPE = 'otyTESTORG0000000001';

let server: TestServer;
let source: IdentitySource;
let inboundId: string;
let outboundId: string;
let api: string;

beforeAll(async () => {
  server = await startTestServer({ rooms: [mappingsRoom] });
  api = `http://127.0.0.1:${server.port}/api/v1`;
});

afterAll(() => server.close());

beforeEach(async () => {
  await server.org.transaction(async (tx) => {
    await tx.execute(sql`DELETE FROM identity_sources`);
    await tx.execute(sql`DELETE FROM attributes`);
  });
  source = await server.createSource();
  inboundId = await mappingIdOf(source.id);
  outboundId = `prmz${inboundId.slice(4)}`;
  await server.org.transaction((tx) => tx.execute(sql`DELETE FROM events`));
});

async function mappingIdOf(sourceId: string): Promise<string> {
  const [row] = await server.org.read((tx) =>
    tx.query<{ readonly id: string }>(sql`SELECT id FROM mappings WHERE source_id = ${sourceId}`),
  );
  return row?.id ?? '';
}

function people(sourceId: string): Json {
  return {
    id: sourceId,
    name: 'custom_identity_source',
    type: 'appuser',
    _links: {
      self: { href: `${api}/apps/${sourceId}` },
      schema: { href: `${api}/meta/schemas/apps/${sourceId}/default` },
    },
  };
}

function users(): Json {
  return {
    id: USER_TYPE,
    name: 'user',
    type: 'user',
    _links: {
      self: { href: `${api}/meta/types/user/${USER_TYPE}` },
      schema: { href: `${api}/meta/schemas/user/oscTESTORG0000000001` },
    },
  };
}

function inbound(properties?: Json): Json {
  const links = { self: { href: `${api}/mappings/${inboundId}` } };
  const ends = { id: inboundId, source: people(source.id), target: users(), _links: links };
  return properties === undefined ? ends : { ...ends, properties };
}

function outbound(properties?: Json): Json {
  const links = { self: { href: `${api}/mappings/${outboundId}` } };
  const ends = { id: outboundId, source: users(), target: people(source.id), _links: links };
  return properties === undefined ? ends : { ...ends, properties };
}

const DEFAULT = {
  firstName: { expression: 'source.firstName', pushStatus: 'PUSH' },
  lastName: { expression: 'source.lastName', pushStatus: 'PUSH' },
  email: { expression: 'source.email', pushStatus: 'PUSH' },
  secondEmail: { expression: 'source.secondEmail', pushStatus: 'PUSH' },
  mobilePhone: { expression: 'source.mobilePhone', pushStatus: 'PUSH' },
};

async function define(owner: string, definition: Parameters<typeof addAttribute>[3]): Promise<void> {
  const context = { at: server.org.clock.now(), actor: SYSTEM };
  await server.org.transaction((tx) => addAttribute(tx, context, owner, definition));
}

describe('reading mappings', () => {
  test('every source has two, which lists show without properties', async () => {
    const answer = await server.call('GET', '/api/v1/mappings');
    expect([answer.status, answer.json]).toEqual([200, [inbound(), outbound()]]);
  });

  test('they are found by their ends', async () => {
    const other = await server.createSource('Other');
    const queries = [`sourceId=${source.id}`, `targetId=${source.id}`, `targetId=${USER_TYPE}`, `sourceId=${GONE}`];
    const answers = await Promise.all(queries.map((query) => server.call('GET', `/api/v1/mappings?${query}`)));
    const ids = answers.map(({ json }) => (json as readonly { readonly id: string }[]).map(({ id }) => id));
    expect(ids).toEqual([[inboundId], [outboundId], [inboundId, await mappingIdOf(other.id)], []]);
  });

  test('they come in pages: 20 usually, 200 at most', async () => {
    for (let number = 1; number <= 10; number++) await server.createSource(`Source ${number}`);
    const first = await server.call('GET', '/api/v1/mappings');
    const second = await server.call('GET', nextOf(first) ?? '');
    const most = await server.call('GET', '/api/v1/mappings?limit=1000');
    const count = ({ json }: { readonly json: unknown }) => (json as readonly unknown[]).length;
    expect([count(first), count(second), nextOf(second), count(most)]).toEqual([20, 2, undefined, 22]);
  });

  test('a wrong position is refused', async () => {
    const answer = await server.call('GET', '/api/v1/mappings?after=nonsense');
    expect([answer.status, answer.json]).toEqual([
      400,
      failure('E0000029', 'Invalid paging request.', 'Invalid cursor.'),
    ]);
  });

  test('one has its properties: the defaults of a new source, and none the other way', async () => {
    const answers = await Promise.all(
      [inboundId, outboundId, GONE].map((id) => server.call('GET', `/api/v1/mappings/${id}`)),
    );
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [200, inbound(DEFAULT)],
      [200, outbound({})],
      [404, missing(GONE, 'ProfileMapping')],
    ]);
  });
});

describe('changing a mapping', () => {
  test('merges targets, ends those that are null, and is an event', async () => {
    const answer = await server.call('POST', `/api/v1/mappings/${inboundId}`, {
      json: {
        properties: {
          mobilePhone: null,
          displayName: { expression: 'appuser.firstName + " " + appuser.lastName', pushStatus: 'DONT_PUSH' },
          nickName: { expression: 'source.firstName' },
          email: { pushStatus: 'DONT_PUSH' },
        },
      },
    });
    const { mobilePhone: _, ...kept } = DEFAULT;
    expect([answer.status, answer.json, await server.events()]).toEqual([
      200,
      inbound({
        ...kept,
        displayName: { expression: 'appuser.firstName + " " + appuser.lastName', pushStatus: 'DONT_PUSH' },
        nickName: { expression: 'source.firstName', pushStatus: 'PUSH' },
        email: { expression: 'source.email', pushStatus: 'DONT_PUSH' },
      }),
      [
        {
          type: 'application.provision.field_mapping_rule.change',
          outcome: 'SUCCESS',
          reason: null,
          actor: expect.objectContaining({ id: server.adminId }),
          targets: [{ id: source.id, type: 'AppInstance', alternateId: 'Workday', displayName: 'Workday' }],
          debug: { changed: 'mobilePhone, displayName, nickName, email' },
        },
      ],
    ]);
  });

  test('by nothing is nothing', async () => {
    const answers = await Promise.all(
      [inboundId, outboundId].map((id) => server.call('POST', `/api/v1/mappings/${id}`, { json: { properties: {} } })),
    );
    expect([answers.map(({ json }) => json), await server.events()]).toEqual([[inbound(DEFAULT), outbound({})], []]);
  });

  test.each<[string, Json, readonly string[]]>([
    [
      'a target that users do not have',
      { tempProperty: { expression: 'source.email' } },
      ['Invalid target field tempProperty'],
    ],
    [
      'an expression that is none, with its place',
      { displayName: { expression: 'source.firstName +' } },
      [
        'displayName: The expression ends too early. Expected an attribute, a text in quotes, a number, a function or a bracket. (line 1, column 19)',
      ],
    ],
    [
      'the login, which has its own setting',
      { login: { expression: 'source.email' } },
      ['login: The login is mapped by the user name format of the source'],
    ],
    [
      'a new target without an expression',
      { nickName: { pushStatus: 'PUSH' } },
      ['nickName.expression: The field cannot be left blank'],
    ],
  ])('is refused for %s', async (_name, properties, causes) => {
    const answer = await server.call('POST', `/api/v1/mappings/${inboundId}`, { json: { properties } });
    const after = await server.call('GET', `/api/v1/mappings/${inboundId}`);
    expect([answer.status, answer.json, after.json]).toEqual([
      400,
      invalid('updateMapping', ...causes),
      inbound(DEFAULT),
    ]);
  });

  test('from users to a source is refused', async () => {
    const properties = { email: { expression: 'user.email', pushStatus: 'PUSH' } };
    const answer = await server.call('POST', `/api/v1/mappings/${outboundId}`, { json: { properties } });
    expect([answer.status, answer.json]).toEqual([
      400,
      invalid('updateMapping', 'email: An identity source takes no data from the directory'),
    ]);
  });

  test('is refused without properties, and for a mapping that is not there', async () => {
    const bare = await server.call('POST', `/api/v1/mappings/${inboundId}`, { json: {} });
    const gone = await server.call('POST', `/api/v1/mappings/${GONE}`, { json: { properties: {} } });
    expect([bare.status, bare.json, gone.status, gone.json]).toEqual([
      400,
      invalid('properties', 'properties: The field cannot be left blank'),
      404,
      missing(GONE, 'ProfileMapping'),
    ]);
  });
});

describe('the preview of a mapping', () => {
  const ISAAC = { userName: 'isaac', email: 'isaac@example.com', firstName: 'Isaac', lastName: 'Brock' };

  function preview(json: Json, id = inboundId): ReturnType<TestServer['call']> {
    return server.call('POST', `/api/v1/headwater/mappings/${id}/preview`, { json });
  }

  test('shows the value of every target', async () => {
    const answer = await preview({ profile: ISAAC });
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        sourceProblems: [],
        attributes: {
          login: { expression: 'source.email', value: 'isaac@example.com' },
          firstName: { expression: 'source.firstName', value: 'Isaac' },
          lastName: { expression: 'source.lastName', value: 'Brock' },
          email: { expression: 'source.email', value: 'isaac@example.com' },
          secondEmail: { expression: 'source.secondEmail', value: null },
          mobilePhone: { expression: 'source.mobilePhone', value: null },
        },
      },
    ]);
  });

  test('tries changes without saving them, and writes nothing', async () => {
    const properties = {
      firstName: null,
      lastName: null,
      email: null,
      secondEmail: null,
      mobilePhone: null,
      nickName: { expression: 'String.toUpperCase(source.firstName)' },
    };
    const answer = await preview({ profile: ISAAC, properties, creating: false });
    const after = await server.call('GET', `/api/v1/mappings/${inboundId}`);
    expect([answer.json, after.json, await server.events()]).toEqual([
      {
        sourceProblems: [],
        attributes: {
          login: { expression: 'source.email', value: 'isaac@example.com' },
          nickName: { expression: 'String.toUpperCase(source.firstName)', value: 'ISAAC' },
        },
      },
      inbound(DEFAULT),
      [],
    ]);
  });

  test('says what is wrong, and whether it fails the person or the attribute', async () => {
    await define('user', { name: 'level', title: 'Level', type: 'integer', default: 3 });
    await define('user', { name: 'badge', title: 'Badge', type: 'string', minLength: 4 });
    await define('user', { name: 'own', title: 'Own', type: 'string', master: { type: 'OKTA' } });
    const answer = await preview({
      profile: ISAAC,
      creating: false,
      properties: {
        firstName: null,
        lastName: null,
        email: { pushStatus: 'DONT_PUSH' },
        secondEmail: null,
        mobilePhone: null,
        countryCode: { expression: '"Atlantis"' },
        nickName: { expression: 'String.substring(source.firstName, 9, 12)' },
        level: { expression: 'source.mobilePhone' },
        badge: { expression: '"abc"' },
        own: { expression: 'source.email' },
      },
    });
    expect(answer.json).toEqual({
      sourceProblems: [],
      attributes: {
        login: { expression: 'source.email', value: 'isaac@example.com' },
        email: {
          expression: 'source.email',
          problem: 'email: stays as it is, it is mapped on creation only',
          fails: false,
        },
        countryCode: {
          expression: '"Atlantis"',
          problem: expect.stringContaining('Atlantis'),
          fails: expect.any(Boolean),
        },
        nickName: {
          expression: 'String.substring(source.firstName, 9, 12)',
          problem: expect.stringMatching(/^The mapping of nickName failed and left the value as it was:/),
          fails: false,
        },
        level: { expression: 'source.mobilePhone', value: 3 },
        badge: { expression: '"abc"', problem: expect.stringContaining('abc'), fails: true },
        own: {
          expression: 'source.email',
          problem: 'own: stays as it is, it is sourced by something else',
          fails: false,
        },
      },
    });
  });

  test('reads who is linked to the user that it is for', async () => {
    const isaac = await addUser(server, 'isaac');
    const eric = await addUser(server, 'eric');
    await server.org.transaction(async (tx) => {
      await tx.execute(sql`
        INSERT INTO linked_objects (primary_name, primary_title, associated_name, associated_title, created)
        VALUES ('manager', 'Manager', 'subordinate', 'Subordinate', now())`);
      await tx.execute(sql`
        INSERT INTO user_links (associated_id, relation, primary_id, created) VALUES (${isaac}, 'manager', ${eric}, now())`);
    });
    const properties = { manager: { expression: 'user.getLinkedObject("manager").lastName' } };
    const [of, ofNobody] = await Promise.all([
      preview({ profile: ISAAC, properties, userId: isaac }),
      preview({ profile: ISAAC, properties }),
    ]);
    const managers = [of, ofNobody].map(
      ({ json }) => (json as { attributes: { manager: Json } }).attributes.manager.value,
    );
    expect(managers).toEqual(['eric', null]);
  });

  test('says what a new user would lack, and what the source’s schema refuses', async () => {
    const answer = await preview({
      profile: { userName: 'isaac', email: 'is', shoeSize: '43', lastName: ['Brock'] },
      properties: { lastName: null },
    });
    expect(answer.json).toEqual({
      sourceProblems: [
        'email: must be at least 5 characters',
        'shoeSize: the schema of the source has no such attribute',
        'lastName: lists and objects are not possible',
        'email: The field cannot be left blank',
      ],
      attributes: {
        login: { expression: 'source.email', problem: expect.any(String), fails: true },
        firstName: {
          expression: 'source.firstName',
          problem: 'firstName: The field cannot be left blank',
          fails: true,
        },
        lastName: { problem: 'lastName: The field cannot be left blank', fails: true },
        email: { expression: 'source.email', problem: 'email: The field cannot be left blank', fails: true },
        secondEmail: { expression: 'source.secondEmail', value: null },
        mobilePhone: { expression: 'source.mobilePhone', value: null },
      },
    });
  });

  test('is refused the other way, for a mapping that is not there, and without a person', async () => {
    const answers = await Promise.all([
      preview({ profile: {} }, outboundId),
      preview({ profile: {} }, GONE),
      preview({}),
    ]);
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [400, invalid('mappingId', 'mappingId: Nothing is mapped from users to an identity source')],
      [404, missing(GONE, 'ProfileMapping')],
      [400, invalid('profile', 'profile: The field cannot be left blank')],
    ]);
  });
});
