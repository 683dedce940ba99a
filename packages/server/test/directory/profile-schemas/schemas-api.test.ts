// Long: whole schema documents are written out, so that they can be compared as wholes.

import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { schemasRoom } from '../../../src/directory/profile-schemas/routes.ts';
import type { IdentitySource } from '../../../src/identity-sources/identity-source.ts';
import { invalid, type Json, missing } from '../../http/answers.ts';
import { type Answer, startTestServer, type TestServer } from '../../http/test-server.ts';

const USER = '/api/v1/meta/schemas/user/default';
const NOW = '2026-03-01T10:00:00.500Z';

let server: TestServer;
let source: IdentitySource;
let origin: string;

beforeAll(async () => {
  server = await startTestServer({ rooms: [schemasRoom] });
  source = await server.createSource('Workday');
  origin = `http://127.0.0.1:${server.port}`;
});

afterAll(() => server.close());

beforeEach(async () => {
  await server.org.transaction(async (tx) => {
    await tx.execute(sql`DELETE FROM attributes`);
    await tx.execute(sql`DELETE FROM events`);
    await tx.execute(sql`UPDATE mappings SET properties = properties - 'badge'`);
  });
});

function custom(properties: Json): Json {
  return { definitions: { custom: { id: '#custom', type: 'object', properties, required: [] } } };
}

function customOf(answer: Answer): unknown {
  return (answer.json as { definitions: { custom: unknown } }).definitions.custom;
}

function baseOf(answer: Answer): { properties: Readonly<Record<string, Json>>; required: readonly string[] } {
  return (answer.json as { definitions: { base: { properties: Record<string, Json>; required: string[] } } })
    .definitions.base;
}

const BADGE = {
  title: 'Badge',
  type: 'string',
  mutability: 'READ_WRITE',
  scope: 'NONE',
  permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
  master: { type: 'PROFILE_MASTER' },
};

describe('the schema of users', () => {
  test('is a JSON Schema of draft 4 with base and custom attributes', async () => {
    const answer = await server.call('GET', USER);
    const { definitions, ...document } = answer.json as Json & { definitions: { base: { properties: Json } } };
    expect([answer.status, document, Object.keys(definitions.base.properties).length]).toEqual([
      200,
      {
        id: `${origin}/meta/schemas/user/default`,
        $schema: 'http://json-schema.org/draft-04/schema#',
        name: 'user',
        title: 'User',
        lastUpdated: expect.any(String),
        created: expect.any(String),
        type: 'object',
        properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
        _links: {
          self: { rel: 'self', href: `${origin}${USER}`, method: 'GET' },
          type: { rel: 'type', href: `${origin}/api/v1/meta/types/user/otyTESTORG0000000001`, method: 'GET' },
        },
      },
      31,
    ]);
    expect(customOf(answer)).toEqual({ id: '#custom', type: 'object', properties: {}, required: [] });
    const base = baseOf(answer);
    expect([base.required, base.properties.login, base.properties.profileUrl]).toEqual([
      ['login', 'firstName', 'lastName', 'email'],
      {
        title: 'Username',
        type: 'string',
        required: true,
        minLength: 5,
        maxLength: 100,
        mutability: 'READ_WRITE',
        scope: 'NONE',
        permissions: [{ principal: 'SELF', action: 'READ_WRITE' }],
        master: { type: 'PROFILE_MASTER' },
      },
      {
        title: 'Profile Url',
        type: 'string',
        format: 'uri',
        mutability: 'READ_WRITE',
        scope: 'NONE',
        permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
        master: { type: 'PROFILE_MASTER' },
      },
    ]);
  });

  test('is found by its id, too, and no other is', async () => {
    const [found, unknown] = await Promise.all([
      server.call('GET', '/api/v1/meta/schemas/user/oscTESTORG0000000001'),
      server.call('GET', '/api/v1/meta/schemas/user/oscOTHER'),
    ]);
    expect([found.status, unknown.status, unknown.json]).toEqual([200, 404, missing('oscOTHER', 'CVDType')]);
  });

  test('takes new attributes of every kind, and says when it was changed', async () => {
    const sent = {
      badge: { ...BADGE, description: 'On the door', minLength: 2, maxLength: 8, pattern: '[a-z]*', externalName: 'b' },
      size: {
        ...BADGE,
        title: 'Size',
        enum: ['s', 'l'],
        oneOf: [
          { const: 's', title: 'Small' },
          { const: 'l', title: 'Large' },
        ],
      },
      rooms: { ...BADGE, title: 'Rooms', type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
      level: { ...BADGE, title: 'Level', type: 'integer', minimum: 1, maximum: 9, unique: 'UNIQUE_VALIDATED' },
      remote: {
        ...BADGE,
        title: 'Remote',
        type: 'boolean',
        default: false,
        permissions: [{ principal: 'SELF', action: 'HIDE' }],
        master: { type: 'OVERRIDE', priority: [{ type: 'APP', value: source.id }] },
      },
    };
    const answer = await server.call('POST', USER, { json: custom(sent) });
    expect([answer.status, customOf(answer), (answer.json as Json).lastUpdated]).toEqual([
      200,
      { id: '#custom', type: 'object', properties: sent, required: [] },
      NOW,
    ]);
    expect(await server.events()).toHaveLength(5);
  });

  test('changes in the fields that are sent, and loses those that are null', async () => {
    await server.call('POST', USER, { json: custom({ badge: { ...BADGE, minLength: 2, maxLength: 8 } }) });
    const answer = await server.call('POST', USER, {
      json: custom({ badge: { title: 'Card', minLength: null, required: true } }),
    });
    expect(customOf(answer)).toEqual({
      id: '#custom',
      type: 'object',
      properties: { badge: { ...BADGE, title: 'Card', maxLength: 8, required: true } },
      required: ['badge'],
    });
  });

  test('that is sent back as it was read changes nothing, and is no event', async () => {
    await server.call('POST', USER, { json: custom({ badge: { ...BADGE, minLength: 2 } }) });
    const before = await server.call('GET', USER);
    const events = (await server.events()).length;
    const after = await server.call('POST', USER, { json: before.json });
    expect([after.json, (await server.events()).length - events]).toEqual([before.json, 0]);
  });

  test('loses attributes that are null; one that it never had is nothing', async () => {
    await server.call('POST', USER, { json: custom({ badge: BADGE }) });
    const answer = await server.call('POST', USER, { json: custom({ badge: null, never: null }) });
    expect([answer.status, customOf(answer), (await server.events()).map(({ type, debug }) => [type, debug])]).toEqual([
      200,
      { id: '#custom', type: 'object', properties: {}, required: [] },
      [
        ['directory.user_profile.update', { action: 'add', attribute: 'badge' }],
        ['directory.user_profile.update', { action: 'remove', attribute: 'badge' }],
      ],
    ]);
  });

  test('lets the first and last name be left out, and the login follow another rule', async () => {
    const base = { lastName: { required: false }, login: { pattern: '.+' } };
    const changed = await server.call('POST', USER, { json: { definitions: { base: { properties: base } } } });
    const { required, properties } = baseOf(changed);
    expect([required, properties.login?.pattern]).toEqual([['login', 'firstName', 'email'], '.+']);
    const back = { lastName: { required: true }, login: { pattern: null } };
    const restored = await server.call('POST', USER, { json: { definitions: { base: { properties: back } } } });
    expect(baseOf(restored)).toEqual(baseOf(await server.call('GET', USER)));
    expect(baseOf(restored).required).toEqual(['login', 'firstName', 'lastName', 'email']);
  });

  test.each<[string, Json, string, readonly string[]]>([
    [
      'a base attribute that is removed',
      { base: { properties: { login: null } } },
      'login',
      ['login: base attributes cannot be removed'],
    ],
    [
      'another change of a base attribute',
      { base: { properties: { city: { maxLength: 5 } } } },
      'city',
      ['maxLength: cannot be changed, city is a base attribute'],
    ],
    [
      'a custom attribute among the base ones',
      { base: { properties: { badge: BADGE } } },
      'badge',
      ['badge: is no base attribute; send it under definitions.custom'],
    ],
    [
      'a base attribute among the custom ones',
      { custom: { properties: { city: BADGE } } },
      'city',
      ['city: is a base attribute; send it under definitions.base'],
    ],
    [
      'a reserved name',
      { custom: { properties: { status: BADGE } } },
      'status',
      ['name: "status" is a reserved name; choose another'],
    ],
    [
      'a type that there is not',
      { custom: { properties: { badge: { ...BADGE, type: 'object' } } } },
      'badge',
      ['type: "object" is none of string, boolean, number, integer, string[], number[], integer[]'],
    ],
    [
      'no type',
      { custom: { properties: { badge: { title: 'Badge' } } } },
      'badge',
      ['type: The field cannot be left blank'],
    ],
    [
      'no title',
      { custom: { properties: { badge: { type: 'string' } } } },
      'badge',
      ['title: The field cannot be left blank'],
    ],
    [
      'fields of wrong types, and unknown ones',
      {
        custom: { properties: { badge: { ...BADGE, minLength: '2', scope: 'SELF', colour: 'red' } } },
      },
      'badge',
      [
        'colour: attributes have no such field here',
        'minLength: the value "2" is not possible',
        'scope: the value "SELF" is not possible',
      ],
    ],
    [
      'titles that are not as many as the members',
      {
        custom: { properties: { badge: { ...BADGE, enum: ['a', 'b'], oneOf: [{ const: 'a', title: 'A' }] } } },
      },
      'badge',
      ['oneOf: 1 titles for 2 members of enum'],
    ],
  ])('refuses %s', async (_name, definitions, subject, causes) => {
    const answer = await server.call('POST', USER, { json: { definitions } });
    expect([answer.status, answer.json]).toEqual([400, invalid(subject, ...causes)]);
  });

  test('refuses another type for an attribute that it has, and keeps nothing of the request', async () => {
    await server.call('POST', USER, { json: custom({ badge: BADGE }) });
    const answer = await server.call('POST', USER, { json: custom({ colour: BADGE, badge: { type: 'number' } }) });
    expect([answer.status, answer.json, customOf(await server.call('GET', USER))]).toEqual([
      400,
      invalid('badge', 'type: cannot be changed from string to number; add another attribute'),
      { id: '#custom', type: 'object', properties: { badge: BADGE }, required: [] },
    ]);
  });

  test('refuses the removal of an attribute that is mapped', async () => {
    await server.call('POST', USER, { json: custom({ badge: BADGE }) });
    const property = { badge: { expression: 'source.userName', pushStatus: 'PUSH' } };
    await server.org.transaction((tx) =>
      tx.execute(sql`UPDATE mappings SET properties = properties || ${JSON.stringify(property)}::jsonb`),
    );
    const answer = await server.call('POST', USER, { json: custom({ badge: null }) });
    expect([answer.status, answer.json]).toEqual([
      400,
      invalid('badge', 'badge: is still used by the mapping of Workday; unmap it first'),
    ]);
  });

  test('refuses a body that is no change of a schema', async () => {
    const answer = await server.call('POST', USER, { json: { definitions: { custom: { properties: ['badge'] } } } });
    expect([answer.status, (answer.json as Json).errorCode]).toEqual([400, 'E0000001']);
  });
});

describe('the schema of the people of an identity source', () => {
  const path = () => `/api/v1/meta/schemas/apps/${source.id}/default`;

  test('has the seven base attributes, without what only users have', async () => {
    const answer = await server.call('GET', path());
    const { definitions, ...document } = answer.json as Json & { definitions: unknown };
    expect([answer.status, document, baseOf(answer).required, Object.keys(baseOf(answer).properties)]).toEqual([
      200,
      {
        id: `${origin}/meta/schemas/apps/${source.id}/default`,
        $schema: 'http://json-schema.org/draft-04/schema#',
        name: 'custom_identity_source',
        title: 'Workday User',
        lastUpdated: NOW,
        created: NOW,
        type: 'object',
        properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
      },
      ['userName', 'email'],
      ['userName', 'firstName', 'lastName', 'email', 'secondEmail', 'mobilePhone', 'homeAddress'],
    ]);
    expect(definitions).toBeDefined();
    expect(baseOf(answer).properties.email).toEqual({
      title: 'Email',
      type: 'string',
      required: true,
      format: 'email',
      minLength: 5,
      maxLength: 100,
      mutability: 'READ_WRITE',
      scope: 'NONE',
    });
  });

  test('takes attributes, and says so in the log', async () => {
    const { permissions: _, master: __, ...own } = BADGE;
    const answer = await server.call('POST', path(), {
      json: custom({ badge: { ...BADGE, externalName: 'BADGE_NO' } }),
    });
    expect([answer.status, customOf(answer)]).toEqual([
      200,
      { id: '#custom', type: 'object', properties: { badge: { ...own, externalName: 'BADGE_NO' } }, required: [] },
    ]);
    expect(await server.events()).toEqual([
      {
        type: 'directory.app_user_profile.update',
        outcome: 'SUCCESS',
        reason: null,
        actor: expect.objectContaining({ id: server.adminId }),
        targets: [{ id: source.id, type: 'AppInstance', displayName: 'badge' }],
        debug: { action: 'add', attribute: 'badge' },
      },
    ]);
  });

  test('takes no lists and no order of sources', async () => {
    const lists = await server.call('POST', path(), {
      json: custom({ rooms: { title: 'Rooms', type: 'array', items: { type: 'string' } } }),
    });
    const override = { title: 'Badge', type: 'string', master: { type: 'OVERRIDE', priority: [] } };
    const ordered = await server.call('POST', path(), { json: custom({ badge: override }) });
    expect([lists.json, ordered.json]).toEqual([
      invalid('rooms', 'type: identity sources send no lists; use string instead of string[]'),
      invalid('badge', 'master: only attributes of users have a source priority'),
    ]);
  });

  test('is not there for an app that is not there', async () => {
    const gone = '/api/v1/meta/schemas/apps/0oaGONE/default';
    const [read, changed] = await Promise.all([
      server.call('GET', gone),
      server.call('POST', gone, { json: custom({ badge: BADGE }) }),
    ]);
    expect([read.status, read.json, changed.status, changed.json]).toEqual([
      404,
      missing('0oaGONE', 'AppInstance'),
      404,
      missing('0oaGONE', 'AppInstance'),
    ]);
  });

  test('is read, and not changed, by a token that is bound to the source', async () => {
    const { value: token } = await server.createToken({ sourceId: source.id });
    const [read, changed, users] = await Promise.all([
      server.call('GET', path(), { token }),
      server.call('POST', path(), { token, json: custom({ badge: BADGE }) }),
      server.call('GET', USER, { token }),
    ]);
    expect([read.status, changed.status, users.status]).toEqual([200, 403, 403]);
  });
});

describe('groups and types of users', () => {
  test('the schema of groups has name and description, and is not changed', async () => {
    const path = '/api/v1/meta/schemas/group/default';
    const [read, changed] = await Promise.all([
      server.call('GET', path),
      server.call('POST', path, { json: custom({ badge: BADGE }) }),
    ]);
    const { created } = read.json as Json;
    expect([read.status, read.json, changed.status]).toEqual([
      200,
      {
        id: `${origin}/meta/schemas/group/default`,
        $schema: 'http://json-schema.org/draft-04/schema#',
        name: 'group',
        title: 'Okta group',
        lastUpdated: created,
        created: expect.any(String),
        definitions: {
          custom: { id: '#custom', type: 'object', properties: {}, required: [] },
          base: {
            id: '#base',
            type: 'object',
            properties: {
              name: {
                title: 'Name',
                type: 'string',
                required: true,
                maxLength: 255,
                mutability: 'READ_WRITE',
                scope: 'NONE',
              },
              description: {
                title: 'Description',
                type: 'string',
                maxLength: 1024,
                mutability: 'READ_WRITE',
                scope: 'NONE',
              },
            },
            required: ['name'],
          },
        },
        type: 'object',
        properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
      },
      405,
    ]);
  });

  test('users are of one type, which leads to their schema', async () => {
    const [list, byName, byId, unknown] = await Promise.all(
      ['', '/default', '/otyTESTORG0000000001', '/otyOTHER'].map((end) =>
        server.call('GET', `/api/v1/meta/types/user${end}`),
      ),
    );
    const type = {
      id: 'otyTESTORG0000000001',
      displayName: 'User',
      name: 'user',
      description: 'Okta user profile template with default permission settings',
      created: expect.any(String),
      lastUpdated: expect.any(String),
      default: true,
      _links: {
        schema: { rel: 'schema', href: `${origin}/api/v1/meta/schemas/user/oscTESTORG0000000001`, method: 'GET' },
        self: { rel: 'self', href: `${origin}/api/v1/meta/types/user/otyTESTORG0000000001`, method: 'GET' },
      },
    };
    expect([list?.json, byName?.json, byId?.json, unknown?.status, unknown?.json]).toEqual([
      [type],
      type,
      type,
      404,
      missing('otyOTHER', 'UserType'),
    ]);
  });
});
