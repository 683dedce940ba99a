import { afterAll, beforeAll, expect, test } from 'vitest';
import { findUser } from '../../../src/directory/users/find-user.ts';
import type { UserRow } from '../../../src/directory/users/user.ts';
import { openTestDirectory, type TestDirectory } from '../support.ts';

let directory: TestDirectory;
let ada: UserRow;

beforeAll(async () => {
  directory = await openTestDirectory();
  ada = await directory.addUser('ada.byron');
  await directory.addUser('bob', { login: 'bob@one.org' });
  await directory.addUser('bob2', { login: 'bob@two.org' });
  await directory.addUser('a_b%c');
});

afterAll(() => directory.close());

function find(reference: string): Promise<string | undefined> {
  return directory.transaction(async (tx) => (await findUser(tx, reference))?.id);
}

test.each([
  ['a login', 'ada.byron@example.com'],
  ['a login in another case with accents', 'Ädá.Byron@Example.com'],
  ['a short name', 'Ada.Byron'],
])('a user is found by %s', async (_, reference) => {
  expect(await find(reference)).toBe(ada.id);
});

test('a user is found by id', async () => {
  expect(await find(ada.id)).toBe(ada.id);
});

test.each([
  ['an ambiguous short name', 'bob'],
  ['the beginning of a short name', 'ada'],
  ['a pattern', 'ada%'],
  ['an unknown id', '00u00000000000000000'],
  ['nothing', ''],
  ['NUL', 'ada\0'],
  ['half a login', 'ada.byron@'],
])('nobody is found by %s', async (_, reference) => {
  expect(await find(reference)).toBeUndefined();
});
