import type { User } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAttribute } from '../../../src/directory/profile-schemas/add-attribute.ts';
import { verifyPassword } from '../../../src/directory/users/password.ts';
import { type DirectoryApi, failure, invalid, missing, openDirectoryApi, outcome } from '../api.ts';
import { CONTEXT, person } from '../support.ts';

const NOW = '2026-03-01T10:00:00.500Z';
const TAKEN = 'An object with this field already exists in the current organization';

let api: DirectoryApi;

beforeAll(async () => {
  api = await openDirectoryApi();
  await api.server.org.transaction(async (tx) => {
    await addAttribute(tx, CONTEXT, 'user', { name: 'badge', title: 'Badge', type: 'string', unique: true });
    await addAttribute(tx, CONTEXT, 'user', { name: 'grade', title: 'Grade', type: 'integer', default: 1 });
    await addAttribute(tx, CONTEXT, 'user', { name: 'tags', title: 'Tags', type: 'string[]' });
  });
});

afterAll(() => api.close());

function create(
  name: string,
  body: Readonly<Record<string, unknown>> = {},
  query = '',
): Promise<readonly [number, unknown]> {
  const json = { profile: person(name), ...body };
  return api.call('POST', `/api/v1/users${query}`, { json }).then(outcome);
}

/** The links of a user object: the operations that can be done. */
function links(id: string, operations: Readonly<Record<string, string>>): object {
  const self = `http://127.0.0.1:${api.server.port}/api/v1/users/${id}`;
  const paths = Object.entries(operations);
  return {
    self: { href: self },
    ...Object.fromEntries(paths.map(([name, path]) => [name, { href: `${self}/lifecycle/${path}`, method: 'POST' }])),
  };
}

describe('POST /api/v1/users', () => {
  test('creates a user, shows it whole, and records who did it', async () => {
    await api.changes();
    const answer = await api.call('POST', '/api/v1/users', {
      json: {
        profile: { ...person('bea'), secondEmail: 'a@home.org', badge: 'B1', tags: ['x', 'y'], title: null },
        credentials: { recovery_question: { question: 'Who?', answer: 'Me' } },
      },
    });
    const user = answer.json as User;
    expect([answer.status, answer.headers.etag, user, await api.changes()]).toEqual([
      200,
      'W/"1"',
      {
        id: expect.stringMatching(/^00u/),
        status: 'PROVISIONED',
        created: NOW,
        activated: NOW,
        statusChanged: NOW,
        lastLogin: null,
        lastUpdated: NOW,
        passwordChanged: null,
        type: { id: 'otyTESTORG0000000001' },
        profile: {
          ...person('bea'),
          mobilePhone: null,
          secondEmail: 'a@home.org',
          badge: 'B1',
          grade: 1,
          tags: ['x', 'y'],
        },
        credentials: {
          emails: [
            { value: 'bea@example.com', status: 'VERIFIED', type: 'PRIMARY' },
            { value: 'a@home.org', status: 'VERIFIED', type: 'SECONDARY' },
          ],
          provider: { type: 'OKTA', name: 'OKTA' },
        },
        _links: links(user.id, {
          reactivate: 'reactivate',
          deactivate: 'deactivate',
          resetPassword: 'reset_password',
        }),
      },
      [
        {
          object_id: user.id,
          type: 'user.lifecycle.create',
          actor: { id: api.server.adminId, type: 'User', alternateId: 'ada@example.com', displayName: 'Ada Byron' },
          detail: {
            profile: {
              ...Object.fromEntries(Object.entries(person('bea')).map(([name, value]) => [name, [null, value]])),
              secondEmail: [null, 'a@home.org'],
              badge: [null, 'B1'],
              grade: [null, 1],
              tags: [null, ['x', 'y']],
            },
            status: [null, 'PROVISIONED'],
            client: expect.objectContaining({ ipAddress: '127.0.0.1' }),
          },
        },
      ],
    ]);
  });

  test.each([
    ['', undefined, 'PROVISIONED'],
    ['?activate=true', undefined, 'PROVISIONED'],
    ['?activate=false', undefined, 'STAGED'],
    ['', 'correct horse', 'ACTIVE'],
    ['?activate=true&provider=false', 'correct horse', 'ACTIVE'],
    ['?activate=true&nextLogin=changePassword', 'correct horse', 'PASSWORD_EXPIRED'],
    ['?activate=false', 'correct horse', 'STAGED'],
  ] as const)('%s with the password %s makes the user %s', async (query, password, status) => {
    const name = `made${Math.random().toString(36).slice(2)}`;
    const user = await api.addUser(name, { query, ...(password === undefined ? {} : { password }) });
    expect([user.status, 'password' in user.credentials, user.passwordChanged]).toEqual([
      status,
      password !== undefined,
      password === undefined ? null : NOW,
    ]);
  });

  test('keeps a password as a hash only, and never shows it', async () => {
    const answer = await api.call('POST', '/api/v1/users', {
      json: { profile: person('hash'), credentials: { password: { value: 'correct horse' } } },
    });
    const [row] = await api.server.org.read((tx) =>
      tx.query<{ password_hash: string }>(sql`SELECT password_hash FROM users WHERE login_key = 'hash@example.com'`),
    );
    const hash = row?.password_hash ?? '';
    expect([
      /horse|scrypt/.test(answer.text),
      hash.includes('horse'),
      await verifyPassword('correct horse', hash),
      await verifyPassword('wrong horse', hash),
    ]).toEqual([false, false, true, false]);
  });

  test('makes the user a member of the groups that are named', async () => {
    const [first, second] = [await api.addGroup('One'), await api.addGroup('Two')];
    const [, user] = await create('grouped', { groupIds: [second.id, first.id, first.id] });
    const { id } = user as User;
    const groups = await api.call('GET', `/api/v1/users/${id}/groups`);
    expect([groups.status, (groups.json as readonly { id: string }[]).map((group) => group.id)]).toEqual([
      200,
      [first.id, second.id],
    ]);
  });

  test('creates nobody when a group does not exist', async () => {
    expect(await create('lonely', { groupIds: ['00gNOBODY00000000000'] })).toEqual(
      missing('00gNOBODY00000000000', 'UserGroup'),
    );
    expect((await api.call('GET', '/api/v1/users/lonely')).status).toBe(404);
  });

  test('takes the one user type there is, by its id or as default', async () => {
    expect((await create('typed1', { type: { id: 'otyTESTORG0000000001' } }))[0]).toBe(200);
    expect((await create('typed2', { type: { id: 'default' } }))[0]).toBe(200);
    expect(await create('typed3', { type: { id: 'otyOTHER' } })).toEqual(
      invalid('type', 'type: There is no user type otyOTHER'),
    );
  });

  test.each([
    [
      'an attribute that the schema does not have',
      { profile: { ...person('x'), notValid: 1, worse: 2 } },
      '',
      () =>
        invalid(
          'newUser',
          "Property name 'notValid' is not defined in profile",
          "Property name 'worse' is not defined in profile",
        ),
    ],
    ['a login that somebody has', { profile: person('ADA') }, '', () => invalid('login', `login: ${TAKEN}`)],
    [
      'a unique value that somebody has',
      { profile: { ...person('x'), badge: 'B1' } },
      '',
      () => invalid('badge', `badge: ${TAKEN}`),
    ],
    [
      'no email and no last name',
      { profile: { login: 'x@example.com', firstName: 'X' } },
      '',
      () => invalid('lastName', 'lastName: The field cannot be left blank', 'email: The field cannot be left blank'),
    ],
    [
      'text for a number',
      { profile: { ...person('x'), grade: 'high' } },
      '',
      () => invalid('grade', 'grade: must be a decimal integer from -9007199254740991 to 9007199254740991'),
    ],
    [
      'an object for a value',
      { profile: { ...person('x'), title: { short: 'Dr' } } },
      '',
      () => invalid('profile', expect.stringMatching(/^profile\.title: The field /)),
    ],
    ['no profile', { profile: undefined }, '', () => invalid('profile', 'profile: The field cannot be left blank')],
    [
      'a short password',
      { credentials: { password: { value: '1234567' } } },
      '',
      () =>
        invalid('password', 'password: Password requirements were not met: it must have 8 to 72 characters, and has 7'),
    ],
    [
      'provider=true',
      {},
      '?provider=true',
      () => invalid('provider', 'provider: There is no other provider than OKTA'),
    ],
    [
      'nextLogin without a password',
      {},
      '?nextLogin=changePassword',
      () => invalid('nextLogin', 'nextLogin: needs a password and activate=true'),
    ],
    ['activate=maybe', {}, '?activate=maybe', () => invalid('activate', 'activate: The field must be boolean')],
  ])('refuses %s', async (_, body, query, expected) => {
    expect(await create('x', body, query)).toEqual(expected());
    expect((await api.call('GET', '/api/v1/users/x@example.com')).status).toBe(404);
  });

  test('needs a JSON body', async () => {
    expect(
      outcome(await api.call('POST', '/api/v1/users', { raw: '[]', headers: { 'content-type': 'application/json' } })),
    ).toEqual(failure(400, 'E0000003', 'The request body was not well-formed.'));
  });

  test('of one login asked for many times at once makes one user', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => create('rush')));
    const refused = answers.filter(([status]) => status !== 200);
    expect(answers.length - refused.length).toBe(1);
    for (const answer of refused) expect(answer).toEqual(invalid('login', `login: ${TAKEN}`));
  });
});

test('a hash of another form is refused as a mistake of the program', async () => {
  await expect(verifyPassword('x', '$2a$10$abc')).rejects.toThrow(TypeError);
});
