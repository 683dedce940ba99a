import { ApiError, type Profile, type UserStatus } from '@headwater/protocol';
import fc from 'fast-check';
import sql from 'sql-template-tag';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAttribute } from '../../../src/directory/profile-schemas/add-attribute.ts';
import { loadProfileSchema } from '../../../src/directory/profile-schemas/load-profile-schema.ts';
import { listUsers, type UserPage, type UserQuery } from '../../../src/directory/users/list-users.ts';
import { CONTEXT, openTestDirectory, type TestDirectory } from '../support.ts';

let directory: TestDirectory;

/** Everybody in the directory: the name is the login before the @. */
const PEOPLE: readonly (readonly [string, UserStatus, Profile])[] = [
  [
    'ada',
    'ACTIVE',
    { firstName: 'Ada', lastName: 'Byron', department: 'Research', grade: 12, remote: true, tags: ['Math', 'Poetry'] },
  ],
  [
    'bea',
    'STAGED',
    { firstName: 'Béa', lastName: 'Núñez', department: 'research', grade: 3, remote: false, sizes: [36, 38] },
  ],
  ['cy', 'DEPROVISIONED', { firstName: 'Cy', lastName: 'Young', department: '', grade: 7.5 }],
  ['dan', 'SUSPENDED', { firstName: 'Dan', lastName: 'Byrd', email: 'Ada.Second@example.com', department: '100%_"' }],
];

beforeAll(async () => {
  directory = await openTestDirectory();
  await directory.transaction(async (tx) => {
    await addAttribute(tx, CONTEXT, 'user', { name: 'grade', title: 'Grade', type: 'number' });
    await addAttribute(tx, CONTEXT, 'user', { name: 'remote', title: 'Remote', type: 'boolean' });
    await addAttribute(tx, CONTEXT, 'user', { name: 'tags', title: 'Tags', type: 'string[]' });
    await addAttribute(tx, CONTEXT, 'user', { name: 'sizes', title: 'Sizes', type: 'integer[]' });
  });
  for (const [name, status, profile] of PEOPLE) await directory.addUser(name, profile, { status });
});

afterAll(() => directory.close());

function list(query: UserQuery): Promise<UserPage> {
  return directory.transaction(async (tx) => listUsers(tx, await loadProfileSchema(tx, 'user'), query));
}

async function names(query: UserQuery): Promise<string> {
  const { users } = await list(query);
  return users.map(({ profile }) => String(profile.login).split('@')[0]).join(' ');
}

async function failure(query: UserQuery): Promise<readonly [string, readonly string[]]> {
  const error: unknown = await list(query).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return [error.code, error.causes];
  throw new Error(`${JSON.stringify(query)} was not refused`, { cause: error });
}

describe('a list', () => {
  test('without criteria leaves deactivated users out', async () => {
    expect(await names({})).toBe('ada bea dan');
  });

  test.each([
    ['ada', 'ada dan'],
    ['BE', 'bea'],
    ['nun', 'bea'],
    ['by', 'ada dan'],
    ['cy', ''],
    ['yron', ''],
    ['%', ''],
    ['ada.second@', 'dan'],
    ['\0', ''],
    ['', 'ada bea dan'],
  ])('with q %j finds %j', async (q, found) => {
    expect(await names({ q })).toBe(found);
  });
});

describe('a filter finds', () => {
  test.each([
    ['status eq "DEPROVISIONED"', 'cy'],
    ['status eq "active"', 'ada'],
    ['status ne "ACTIVE"', 'bea cy dan'],
    ['profile.login eq "ADA@example.com"', 'ada'],
    ['profile.login sw "b"', 'bea'],
    ['profile.email eq "ADA.second@EXAMPLE.com"', 'dan'],
    ['profile.email ne "ADA.second@EXAMPLE.com"', 'ada bea cy'],
    ['profile.lastName sw "BYR"', 'ada dan'],
    ['profile.lastName gt "byron"', 'bea cy'],
    ['profile.department eq "RESEARCH"', 'ada bea'],
    ['profile.department eq ""', 'cy'],
    ['profile.department pr', 'ada bea cy dan'],
    ['profile.department eq "100%_\\""', 'dan'],
    ['profile.title pr', ''],
    ['profile.title eq null', 'ada bea cy dan'],
    ['profile.grade ne null', 'ada bea cy'],
    ['profile.grade gt 3', 'ada cy'],
    ['profile.grade ge 3', 'ada bea cy'],
    ['profile.grade lt 7.5', 'bea'],
    ['profile.grade eq 7.5', 'cy'],
    ['profile.grade ne 12', 'bea cy dan'],
    ['not (profile.grade gt 3)', 'bea dan'],
    ['profile.remote eq true', 'ada'],
    ['profile.remote ne true', 'bea cy dan'],
    ['profile.tags eq "math"', 'ada'],
    ['profile.tags sw "poe"', 'ada'],
    ['profile.tags ne "math"', 'bea cy dan'],
    ['profile.sizes gt 37', 'bea'],
    ['PROFILE.Remote EQ true AND Status PR', 'ada'],
    ['activated pr', 'ada cy dan'],
    ['activated eq null', 'bea'],
    ['lastUpdated ge "2026-03-01T11:00:00.000+01:00"', 'ada bea cy dan'],
    ['lastUpdated gt "2026-03-01T10:00:00.000Z"', ''],
    ['created lt "2026-03-01T10:00:00.001Z"', 'ada bea cy dan'],
    ['status eq "ACTIVE" or status eq "STAGED" and profile.remote eq true', 'ada'],
    ['(status eq "ACTIVE" or status eq "STAGED") and profile.remote eq false', 'bea'],
    ['not (status eq "ACTIVE" or status eq "STAGED")', 'cy dan'],
  ])('%s: %s', async (filter, found) => {
    expect([await names({ filter }), await names({ search: filter })]).toEqual([found, found]);
  });

  test('a user by id', async () => {
    const [ada] = (await list({})).users;
    expect(await names({ filter: `id eq "${ada?.id}"` })).toBe('ada');
  });

  test('parts of text in search only', async () => {
    expect([
      await names({ search: 'profile.department co "SEAR"' }),
      await failure({ filter: 'profile.department co "x"' }),
    ]).toEqual([
      'ada bea',
      ['invalidSearch', ['At character 1 of the expression: co can be used in search, not in filter.']],
    ]);
  });
});

describe('a filter is refused', () => {
  test.each([
    [
      'profile.shoe eq "x"',
      'At character 1 of the expression: there is no attribute "profile.shoe"; use id, status, lastUpdated, profile.login and the like.',
    ],
    [
      'id pr and credentials eq "x"',
      'At character 11 of the expression: there is no attribute "credentials"; use id, status, lastUpdated, profile.login and the like.',
    ],
    ['status eq "GONE"', expect.stringContaining('"GONE" is none of status\'s values STAGED')],
    ['status sw "A"', expect.stringContaining('a status can only be compared with eq and ne')],
    ['lastUpdated gt "yesterday"', expect.stringContaining('lastUpdated is compared with a date and time')],
    ['lastUpdated sw "2026-03-01T10:00:00Z"', expect.stringContaining('lastUpdated cannot be compared with sw')],
    ['profile.grade eq "12"', expect.stringContaining('profile.grade is compared with a number')],
    ['profile.grade eq 1e999', expect.stringContaining('profile.grade is compared with a number')],
    ['profile.remote eq "true"', expect.stringContaining('profile.remote is compared with true or false')],
    ['profile.remote gt true', expect.stringContaining('can only be compared with eq and ne')],
    ['profile.title eq 1', expect.stringContaining('profile.title is compared with text in quotes')],
    ['profile.title gt null', expect.stringContaining('null can only be compared with eq and ne, not with gt')],
    ['profile.title ew "x"', expect.stringContaining('profile.title cannot be compared with ew')],
    ['profile.title eq "a\\u0000"', expect.stringContaining('NUL')],
    ['profile.login eq "a\\u0000"', expect.stringContaining('NUL')],
    ['id eq', expect.stringContaining('a value is expected')],
    ['', expect.stringContaining('an attribute is expected')],
    [`${'('.repeat(500)}id pr${')'.repeat(500)}`, expect.stringContaining('deeper')],
    [Array.from({ length: 500 }, () => 'id pr').join(' or '), expect.stringContaining('comparisons')],
    [`id eq "${'x'.repeat(20_000)}"`, expect.stringContaining('longer')],
  ])('for what is wrong with it (%#)', async (filter, cause) => {
    expect(await failure({ filter })).toEqual(['invalidSearch', [cause]]);
  });
});

describe('hostile text', () => {
  test.each([`'; DROP TABLE users; --`, `x' OR '1'='1`, `$1`, `\\`, `"`, `%`, `{}`, `\ud800`])(
    '%j as a value finds nobody and harms nothing',
    async (text) => {
      const value = JSON.stringify(text);
      const queries = ['profile.title', 'profile.login', 'profile.email', 'id', 'profile.tags'].flatMap((name) => [
        { search: `${name} eq ${value}` },
        ...(name === 'id' ? [] : [{ search: `${name} sw ${value}` }]),
      ]);
      const found = [];
      for (const query of [...queries, { q: text }]) found.push(await names(query));
      expect([new Set(found), await names({})]).toEqual([new Set(['']), 'ada bea dan']);
    },
  );

  test('as a whole filter is an answer or a refusal, never a failure', async () => {
    const words = fc.constantFrom(
      'id',
      'profile.grade',
      'eq',
      'and',
      'or',
      'not',
      '(',
      ')',
      '"x"',
      '1',
      'null',
      'pr',
      'sw',
      "'",
      ';',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 8 }), async (parts) => {
        const outcome = await list({ search: parts.join(' ') }).then(
          () => 'answer',
          (error: unknown) => (error instanceof ApiError ? error.code : error),
        );
        expect(['answer', 'invalidSearch']).toContain(outcome);
      }),
      { numRuns: 60 },
    );
  });
});

describe('sorting', () => {
  test.each([
    ['profile.lastName', undefined, 'dan ada bea cy'],
    ['profile.lastName', 'desc', 'cy bea ada dan'],
    ['profile.login', 'DESC', 'dan cy bea ada'],
    ['profile.email', 'asc', 'dan ada bea cy'],
    ['profile.grade', 'asc', 'dan bea cy ada'],
    ['status', 'asc', 'ada cy bea dan'],
    ['activated', 'asc', 'bea ada cy dan'],
    ['id', 'desc', 'dan cy bea ada'],
    ['lastUpdated', undefined, 'ada bea cy dan'],
  ])('by %s %s, in pages of one', async (sortBy, sortOrder, expected) => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const query = { search: 'id pr', sortBy, sortOrder, after, limit: 1 };
      found.push(await names(query));
      after = (await list(query)).next ?? undefined;
    } while (after !== undefined);
    expect(found.join(' ')).toBe(expected);
  });

  test.each([
    [{ sortBy: 'status' }, 'sortBy: can be used with search only'],
    [{ search: 'id pr', sortOrder: 'asc' }, 'sortOrder: needs sortBy'],
    [{ search: 'id pr', sortBy: 'status', sortOrder: 'up' }, 'sortOrder: "up" is neither asc nor desc'],
    [{ search: 'id pr', sortBy: 'profile.x' }, 'sortBy: there is no attribute "profile.x"'],
    [{ search: 'id pr', filter: 'id pr' }, 'search: filter and search cannot be combined; say it all in search'],
  ])('with %o is refused', async (query, cause) => {
    expect(await failure(query)).toEqual(['validationFailed', [cause]]);
  });
});

describe('paging', () => {
  test('lists everybody who is there throughout exactly once while others come and go', async () => {
    const other = await openTestDirectory();
    const page = (after: string | undefined) =>
      other.transaction(async (tx) => listUsers(tx, await loadProfileSchema(tx, 'user'), { after, limit: 7 }));
    const stable: string[] = [];
    for (let index = 0; index < 30; index++) stable.push((await other.addUser(`stable${index}`)).id);
    const seen: string[] = [];
    let after: string | undefined;
    for (let round = 0; ; round++) {
      const { users, next } = await page(after);
      seen.push(...users.map(({ id }) => id));
      if (next === null) break;
      after = next;
      await other.addUser(`late${round}`);
      await other.addUser(`early${round}`, {}, { id: `00u0000000000000${String(round).padStart(4, '0')}` });
      await other.transaction((tx) => tx.execute(sql`DELETE FROM users WHERE login_key ^@ 'early'`));
    }
    await other.close();
    expect([seen.filter((id) => stable.includes(id)), seen.length]).toEqual([stable, new Set(seen).size]);
  });

  test('gives no next page when the last one is full', async () => {
    expect((await list({ limit: 3 })).next).toBeNull();
  });

  test.each([
    ['no cursor', 'x'],
    ['JSON of another shape', Buffer.from('{"id":1}').toString('base64url')],
    ['an empty one', ''],
  ])('refuses %s', async (_, after) => {
    expect(await failure({ after })).toEqual(['invalidPaging', ['Invalid cursor.']]);
  });

  test('refuses the cursor of another list', async () => {
    const { next } = await list({ limit: 1 });
    expect(await failure({ after: next ?? '', q: 'a' })).toEqual(['invalidPaging', ['Invalid cursor.']]);
  });

  test('refuses a forged key', async () => {
    const query = { search: 'id pr', sortBy: 'lastUpdated', limit: 1 };
    const { next } = await list(query);
    const [list1, id] = JSON.parse(Buffer.from(next ?? '', 'base64url').toString()) as readonly string[];
    const forged = Buffer.from(JSON.stringify([list1, id, 'tomorrow-ish'])).toString('base64url');
    const unsorted = Buffer.from(JSON.stringify([list1, id, null])).toString('base64url');
    expect([
      (await failure({ ...query, after: forged }))[0],
      (await failure({ ...query, after: unsorted }))[0],
    ]).toEqual(['invalidPaging', 'invalidPaging']);
  });
});
