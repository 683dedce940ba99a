import { ApiError } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addAttribute } from '../../../src/directory/profile-schemas/add-attribute.ts';
import { SYSTEM } from '../../../src/system-log/record-event.ts';
import { AT, CONTEXT, openTestDirectory, person, type TestDirectory } from '../support.ts';

let directory: TestDirectory;

beforeAll(async () => {
  directory = await openTestDirectory();
});

beforeEach(() => directory.clear());

afterAll(() => directory.close());

async function refusal(work: Promise<unknown>): Promise<readonly [string, readonly string[]]> {
  const error: unknown = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (error instanceof ApiError) return [error.summary, error.causes];
  throw new Error('The user was created', { cause: error });
}

test('a user is created staged, with keys for matching', async () => {
  const user = await directory.addUser('Ada', { lastName: 'Bröck' });
  const keys = await directory.transaction((tx) => tx.query(sql`SELECT login_key, email_key, name_key FROM users`));
  expect([user, keys]).toEqual([
    {
      id: user.id,
      status: 'STAGED',
      profile: { ...person('Ada'), lastName: 'Bröck' },
      version: 1,
      created: AT,
      activated: null,
      statusChanged: null,
      lastLogin: null,
      lastUpdated: AT,
      passwordChanged: null,
    },
    [{ login_key: 'ada@example.com', email_key: 'ada@example.com', name_key: 'test\u001fbrock' }],
  ]);
});

test('a user created active has the times of activation and password', async () => {
  const user = await directory.addUser('ada', {}, { status: 'ACTIVE', hasPassword: true });
  expect([user.status, user.activated, user.statusChanged, user.passwordChanged]).toEqual(['ACTIVE', AT, AT, AT]);
});

test('the creation is a change', async () => {
  const user = await directory.addUser('ada', { title: null });
  const changes = await directory.transaction((tx) =>
    tx.query(sql`SELECT at, object_id, type, actor, detail FROM changes`),
  );
  expect(changes).toEqual([
    {
      at: AT,
      object_id: user.id,
      type: 'user.lifecycle.create',
      actor: SYSTEM,
      detail: {
        status: [null, 'STAGED'],
        profile: {
          login: [null, 'ada@example.com'],
          email: [null, 'ada@example.com'],
          firstName: [null, 'Test'],
          lastName: [null, 'ada'],
        },
      },
    },
  ]);
});

test('a missing value gets its default, and a unique one is claimed', async () => {
  await directory.transaction(async (tx) => {
    await addAttribute(tx, CONTEXT, 'user', { name: 'shirt', title: 'Shirt', type: 'string', default: 'M' });
    await addAttribute(tx, CONTEXT, 'user', { name: 'badge', title: 'Badge', type: 'string', unique: true });
  });
  const user = await directory.addUser('ada', { badge: 'B1', shirt: null });
  expect([user.profile.shirt, await refusal(directory.addUser('bob', { badge: 'B1' }))]).toEqual([
    'M',
    ['Api validation failed: badge', ['badge: An object with this field already exists in the current organization']],
  ]);
});

test('a login that differs by case and accents only is refused', async () => {
  await directory.addUser('isaac.brock');
  expect(await refusal(directory.addUser('x', { login: 'Isáàc.Bröck@example.com' }))).toEqual([
    'Api validation failed: login',
    ['login: An object with this field already exists in the current organization'],
  ]);
});

test('one login at the same moment makes one user', async () => {
  const results = await Promise.allSettled([directory.addUser('ada'), directory.addUser('ADA')]);
  expect(results.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test.each([
  [{ notValid: 'x' }, 'Api validation failed: newUser', ["Property name 'notValid' is not defined in profile"]],
  [
    { firstName: '', email: 'x' },
    'Api validation failed: firstName',
    ['firstName: The field cannot be left blank', 'email: must be at least 5 characters'],
  ],
  [{ login: 'a/b@example.com' }, 'Api validation failed: login', ['login: must be without a slash']],
])('a profile with %o is refused', async (profile, summary, causes) => {
  expect(await refusal(directory.addUser('ada', profile))).toEqual([summary, causes]);
});
