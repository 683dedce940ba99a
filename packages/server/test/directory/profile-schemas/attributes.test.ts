import { ApiError, type AttributeDefinition, BASE_SOURCE_ATTRIBUTES, BASE_USER_ATTRIBUTES } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAttribute } from '../../../src/directory/profile-schemas/add-attribute.ts';
import { loadProfileSchema } from '../../../src/directory/profile-schemas/load-profile-schema.ts';
import { removeAttribute } from '../../../src/directory/profile-schemas/remove-attribute.ts';
import { type AttributeChanges, updateAttribute } from '../../../src/directory/profile-schemas/update-attribute.ts';
import { AT, CONTEXT, openTestDirectory, type TestDirectory } from '../support.ts';

const SOURCE = '0oa00000000000000001';

let directory: TestDirectory;

beforeAll(async () => {
  directory = await openTestDirectory();
});

beforeEach(() => directory.clear());

afterAll(() => directory.close());

function add(definition: AttributeDefinition, owner = 'user'): Promise<AttributeDefinition> {
  return directory.transaction((tx) => addAttribute(tx, CONTEXT, owner, definition));
}

function update(name: string, changes: AttributeChanges, owner = 'user'): Promise<AttributeDefinition> {
  return directory.transaction((tx) => updateAttribute(tx, CONTEXT, owner, name, changes));
}

function remove(name: string, owner = 'user'): Promise<void> {
  return directory.transaction((tx) => removeAttribute(tx, CONTEXT, owner, name));
}

function load(owner = 'user') {
  return directory.transaction((tx) => loadProfileSchema(tx, owner));
}

async function causesOf(work: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (error instanceof ApiError && error.code === 'validationFailed') return error.causes;
  throw new Error('The change was not refused', { cause: error });
}

function text(name: string, more: Partial<AttributeDefinition> = {}): AttributeDefinition {
  return { name, title: name, type: 'string', ...more };
}

async function addSource(properties: object, settings: object = {}): Promise<void> {
  await directory.transaction(async (tx) => {
    await tx.execute(sql`
      INSERT INTO identity_sources (id, label, settings, created, last_updated)
      VALUES (${SOURCE}, 'Workday', ${JSON.stringify(settings)}, ${AT}, ${AT})`);
    await tx.execute(sql`
      INSERT INTO mappings (id, source_id, properties, created, last_updated)
      VALUES ('prm1', ${SOURCE}, ${JSON.stringify(properties)}, ${AT}, ${AT})`);
  });
}

describe('a schema', () => {
  test('is the base attributes where the org changed nothing', async () => {
    expect([await load(), await load(SOURCE)]).toEqual([BASE_USER_ATTRIBUTES, BASE_SOURCE_ATTRIBUTES]);
  });

  test('has custom attributes behind the base ones, in the order they were added', async () => {
    await add(text('zeta', { maxLength: 5 }));
    await add(text('alpha', { enum: ['a', 'b'] }));
    expect(await load()).toEqual([
      ...BASE_USER_ATTRIBUTES,
      text('zeta', { maxLength: 5 }),
      text('alpha', { enum: ['a', 'b'] }),
    ]);
  });

  test('of a source is apart from that of users', async () => {
    await add(text('costCode'), SOURCE);
    expect([(await load(SOURCE)).at(-1), await load()]).toEqual([text('costCode'), BASE_USER_ATTRIBUTES]);
  });
});

describe('adding an attribute', () => {
  test('records who did it', async () => {
    await add(text('badge'));
    await add(text('badge'), SOURCE);
    const events = await directory.transaction((tx) =>
      tx.query(sql`SELECT type, targets, debug FROM events ORDER BY id`),
    );
    expect(events).toEqual([
      {
        type: 'directory.user_profile.update',
        targets: [{ id: 'user', type: 'UserSchema', displayName: 'badge' }],
        debug: { action: 'add', attribute: 'badge' },
      },
      {
        type: 'directory.app_user_profile.update',
        targets: [{ id: SOURCE, type: 'AppInstance', displayName: 'badge' }],
        debug: { action: 'add', attribute: 'badge' },
      },
    ]);
  });

  test.each<[string, AttributeDefinition, string, string]>([
    ['a reserved name', text('lastLogin'), 'user', 'name: "lastLogin" is a reserved name; choose another'],
    [
      'a name of Object.prototype',
      text('constructor'),
      SOURCE,
      'name: "constructor" is a reserved name; choose another',
    ],
    [
      'a name that is none',
      text('cost-code'),
      'user',
      'name: "cost-code" is no variable name: a letter, then at most 99 letters, digits and underscores',
    ],
    ['a blank title', text('x', { title: ' ' }), 'user', 'title: The field cannot be left blank'],
    [
      'a list of a source',
      text('x', { type: 'string[]' }),
      SOURCE,
      'type: identity sources send no lists; use string instead of string[]',
    ],
    [
      'a format on a number',
      text('x', { type: 'number', format: 'email' }),
      'user',
      'format: only text has a format, and the type is number',
    ],
    [
      'a length on a number',
      text('x', { type: 'number', maxLength: 1 }),
      'user',
      'maxLength: only text has a length, and the type is number',
    ],
    ['a negative length', text('x', { minLength: -1 }), 'user', 'minLength: -1 is no whole number from 0 to 65535'],
    ['crossed lengths', text('x', { minLength: 3, maxLength: 2 }), 'user', 'minLength: 3 is more than the maxLength 2'],
    [
      'crossed bounds',
      text('x', { type: 'integer', minimum: 3, maximum: 2 }),
      'user',
      'minimum: 3 is more than the maximum 2',
    ],
    ['an empty enumeration', text('x', { enum: [] }), 'user', 'enum: 0 members; 1 to 1000 are possible'],
    ['a member twice', text('x', { enum: ['a', 'a'] }), 'user', 'enum: "a" is listed twice'],
    [
      'a member that is too long',
      text('x', { enum: ['abc'], maxLength: 2 }),
      'user',
      'enum: "abc" is not possible, it must be at most 2 characters',
    ],
    [
      'a default of another type',
      text('x', { type: 'integer', default: 'a' }),
      'user',
      expect.stringContaining('default: "a": must be a decimal integer'),
    ],
    [
      'a unique boolean',
      text('x', { type: 'boolean', unique: true }),
      'user',
      'unique: only string, number and integer attributes can be unique, and the type is boolean',
    ],
    [
      'a unique attribute of a source',
      text('x', { unique: true }),
      SOURCE,
      'unique: only attributes of users can be unique',
    ],
    [
      'a look-ahead',
      text('x', { pattern: '(?=a)' }),
      'user',
      expect.stringContaining('pattern: "(?=a)" is no regular expression of RE2'),
    ],
    [
      'a base attribute in another case',
      text('FIRSTname'),
      'user',
      'name: there is already an attribute "firstName"; names must differ in more than case',
    ],
  ])('refuses %s', async (_, definition, owner, cause) => {
    expect(await causesOf(add(definition, owner))).toEqual([cause]);
  });

  test('allows a source what is reserved for users', async () => {
    expect(await add(text('status'), SOURCE)).toEqual(text('status'));
  });

  test('never makes a base attribute', async () => {
    expect(await add(text('badge', { base: true }))).toEqual(text('badge'));
  });

  test('refuses the sixth unique one', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await add(text(name, { unique: true }));
    expect(await causesOf(add(text('f', { unique: true })))).toEqual([
      'unique: at most 5 attributes can be unique, and these are: a, b, c, d, e',
    ]);
  });

  test('twice at once under names that differ by case keeps one', async () => {
    const results = await Promise.allSettled([add(text('badge')), add(text('BADGE'))]);
    expect(results.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('changing an attribute', () => {
  test('sets, replaces and takes away fields of a custom one', async () => {
    await add(text('badge', { maxLength: 5, description: 'old' }));
    await update('badge', { title: 'Badge', maxLength: 6, description: null, pattern: 'B\\d+' });
    expect((await load()).at(-1)).toEqual({
      name: 'badge',
      title: 'Badge',
      type: 'string',
      maxLength: 6,
      pattern: 'B\\d+',
    });
  });

  test('clears and sets the required flag of the last name', async () => {
    await update('lastName', { required: null });
    const cleared = (await load()).find(({ name }) => name === 'lastName')?.required;
    await update('lastName', { required: true });
    expect([cleared, (await load()).find(({ name }) => name === 'lastName')?.required]).toEqual([false, true]);
  });

  test('keeps earlier changes of the same base attribute', async () => {
    await update('lastName', { required: false });
    await update('lastName', { permission: 'HIDE' });
    expect((await load()).find(({ name }) => name === 'lastName')).toEqual({
      ...BASE_USER_ATTRIBUTES.find(({ name }) => name === 'lastName'),
      required: false,
      permission: 'HIDE',
    });
  });

  test('restricts logins, and lifts the restriction', async () => {
    await update('login', { pattern: '.+' });
    const restricted = (await load())[0]?.pattern;
    await update('login', { pattern: null });
    expect([restricted, (await load())[0]]).toEqual(['.+', BASE_USER_ATTRIBUTES[0]]);
  });

  test.each<[string, AttributeChanges, string]>([
    ['email', { required: false }, 'required: cannot be changed, email is a base attribute'],
    ['firstName', { maxLength: 500 }, 'maxLength: cannot be changed, firstName is a base attribute'],
    ['login', { pattern: '(a|b)*' }, expect.stringContaining('pattern: "(a|b)*" is neither null')],
  ])('refuses of the base attribute %s %o', async (name, changes, cause) => {
    expect(await causesOf(update(name, changes))).toEqual([cause]);
  });

  test('that does not exist is not found', async () => {
    await expect(update('badge', { title: 'x' })).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('making an attribute unique', () => {
  test('claims the values that users have', async () => {
    await add(text('badge'));
    const ada = await directory.addUser('ada', { badge: 'B1' });
    await directory.addUser('bob');
    await update('badge', { unique: true });
    const held = await directory.transaction((tx) => tx.query(sql`SELECT * FROM unique_values`));
    expect(held).toEqual([{ attribute: 'badge', value_key: '=B1', user_id: ada.id }]);
  });

  test('is refused while two users have one value, and names them', async () => {
    await add(text('badge'));
    const ada = await directory.addUser('ada', { badge: 'B1' });
    const bob = await directory.addUser('bob', { badge: 'B1' });
    expect(await causesOf(update('badge', { unique: true }))).toEqual([
      `badge: users ${ada.id} and ${bob.id} both have the value "B1"; give one of them another value first`,
    ]);
    expect((await load()).at(-1)).toEqual(text('badge'));
  });

  test('is undone by taking the flag away', async () => {
    await add(text('badge', { unique: true }));
    await directory.addUser('ada', { badge: 'B1' });
    await update('badge', { unique: null });
    await directory.addUser('bob', { badge: 'B1' });
    expect(await directory.transaction((tx) => tx.query(sql`SELECT * FROM unique_values`))).toEqual([]);
  });
});

describe('removing an attribute', () => {
  test('takes it from the schema and its values from users', async () => {
    await add(text('badge', { unique: true }));
    await directory.addUser('ada', { badge: 'B1', title: 'Dr' });
    await remove('badge');
    const rows = await directory.transaction((tx) =>
      tx.query(sql`SELECT profile ->> 'badge' AS badge, version FROM users`),
    );
    expect([await load(), rows]).toEqual([BASE_USER_ATTRIBUTES, [{ badge: null, version: 2 }]]);
  });

  test('of the base is refused', async () => {
    expect(await causesOf(remove('title'))).toEqual(['title: base attributes cannot be removed']);
  });

  test('that does not exist is not found', async () => {
    await expect(remove('badge')).rejects.toMatchObject({ code: 'notFound' });
  });

  test('of users is refused while a mapping writes it or a match reads it', async () => {
    await add(text('badge'));
    await addSource({ badge: { expression: 'source.id', pushStatus: 'PUSH' } }, { matchAttributes: ['badge'] });
    expect(await causesOf(remove('badge'))).toEqual([
      'badge: is still used by the mapping of Workday, the match criteria of Workday; unmap it first',
    ]);
  });

  test('of a source is refused while a mapping or the user name reads it', async () => {
    await add(text('badge'), SOURCE);
    await addSource(
      { title: { expression: 'source.badge + "x"', pushStatus: 'PUSH' } },
      { userNameExpression: 'String.toLowerCase(appuser.badge)' },
    );
    expect(await causesOf(remove('badge', SOURCE))).toEqual([
      'badge: is still used by the mapping of title, the user name format; unmap it first',
    ]);
  });

  test('of a source does not mind its name inside quotes or inside another name', async () => {
    await add(text('badge'), SOURCE);
    await addSource({ title: { expression: '"badge" + source.badgeColour', pushStatus: 'PUSH' } });
    await remove('badge', SOURCE);
    expect(await load(SOURCE)).toEqual(BASE_SOURCE_ATTRIBUTES);
  });
});
