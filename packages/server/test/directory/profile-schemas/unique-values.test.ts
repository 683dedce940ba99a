import sql from 'sql-template-tag';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Transaction } from '../../../src/database/transaction.ts';
import { addAttribute } from '../../../src/directory/profile-schemas/add-attribute.ts';
import {
  claimUniqueValues,
  findUniqueHolders,
  type UniqueConflict,
  uniqueKey,
} from '../../../src/directory/profile-schemas/unique-values.ts';
import { updateAttribute } from '../../../src/directory/profile-schemas/update-attribute.ts';
import { CONTEXT, openTestDirectory, type TestDirectory } from '../support.ts';

let directory: TestDirectory;

beforeAll(async () => {
  directory = await openTestDirectory();
});

beforeEach(async () => {
  await directory.clear();
  await directory.transaction(async (tx) => {
    await addAttribute(tx, CONTEXT, 'user', { name: 'badge', title: 'Badge', type: 'string', unique: true });
    await addAttribute(tx, CONTEXT, 'user', { name: 'desk', title: 'Desk', type: 'integer', unique: true });
    await addAttribute(tx, CONTEXT, 'user', { name: 'room', title: 'Room', type: 'string' });
  });
});

afterAll(() => directory.close());

type Claims = Parameters<typeof claimUniqueValues>[1];

function claim(...claims: Claims): Promise<readonly UniqueConflict[]> {
  return directory.transaction((tx) => claimUniqueValues(tx, claims));
}

async function held(): Promise<readonly string[]> {
  const rows = await directory.transaction((tx) =>
    tx.query<{ readonly line: string }>(
      sql`SELECT user_id || ' ' || attribute || value_key AS line FROM unique_values ORDER BY user_id, attribute`,
    ),
  );
  return rows.map((row) => row.line);
}

/** Runs two transactions so that the second starts its work while the first has done its own but not committed. */
async function overlap<A, B>(
  first: (tx: Transaction) => Promise<A>,
  second: (tx: Transaction) => Promise<B>,
): Promise<[PromiseSettledResult<A>, PromiseSettledResult<B>]> {
  let done: () => void = () => undefined;
  const firstDone = new Promise<void>((resolve) => {
    done = resolve;
  });
  const pids: number[] = [];
  const one = directory.transaction(async (tx) => {
    const result = await first(tx);
    done();
    await waiting(tx, pids);
    return result;
  });
  one.catch(done);
  await firstDone;
  const two = directory.transaction(async (tx) => {
    const [row] = await tx.query<{ readonly pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
    pids.push(row?.pid ?? 0);
    return second(tx);
  });
  return Promise.allSettled([one, two]);
}

/** Until the other transaction waits for a lock. */
async function waiting(tx: Transaction, pids: readonly number[]): Promise<void> {
  for (;;) {
    const [pid] = pids;
    if (pid !== undefined) {
      const blocked = await tx.query(sql`SELECT 1 AS one WHERE cardinality(pg_blocking_pids(${pid})) > 0`);
      if (blocked.length > 0) return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('claiming', () => {
  test('holds the unique attributes of many users and leaves others alone', async () => {
    const conflicts = await claim(
      { userId: 'u1', profile: { badge: 'A', desk: 7, room: 'x' } },
      { userId: 'u2', profile: { badge: 'B', desk: null, room: 'x' } },
    );
    expect([conflicts, await held()]).toEqual([[], ['u1 badge=A', 'u1 desk=7', 'u2 badge=B']]);
  });

  test('replaces what is present, releases null, keeps what is absent', async () => {
    await claim({ userId: 'u1', profile: { badge: 'A', desk: 7 } });
    await claim({ userId: 'u1', profile: { badge: 'C' } });
    const replaced = await held();
    await claim({ userId: 'u1', profile: { badge: null } });
    expect([replaced, await held()]).toEqual([['u1 badge=C', 'u1 desk=7'], ['u1 desk=7']]);
  });

  test('lets users exchange values in one call', async () => {
    await claim({ userId: 'u1', profile: { badge: 'A' } }, { userId: 'u2', profile: { badge: 'B' } });
    const conflicts = await claim({ userId: 'u1', profile: { badge: 'B' } }, { userId: 'u2', profile: { badge: 'A' } });
    expect([conflicts, await held()]).toEqual([[], ['u1 badge=B', 'u2 badge=A']]);
  });

  test('gives a value claimed twice in one call to the earlier user', async () => {
    const conflicts = await claim({ userId: 'u9', profile: { badge: 'A' } }, { userId: 'u1', profile: { badge: 'A' } });
    expect([conflicts, await held()]).toEqual([
      [{ userId: 'u1', attribute: 'badge', value: 'A', holderId: 'u9' }],
      ['u9 badge=A'],
    ]);
  });

  test('names the holder of a taken value', async () => {
    await claim({ userId: 'u1', profile: { badge: 'A', desk: 1 } });
    const conflicts = await claim({ userId: 'u2', profile: { badge: 'A', desk: 2 } });
    expect([conflicts, await held()]).toEqual([
      [{ userId: 'u2', attribute: 'badge', value: 'A', holderId: 'u1' }],
      ['u1 badge=A', 'u1 desk=1', 'u2 desk=2'],
    ]);
  });

  test('does not count the empty text', async () => {
    const conflicts = await claim({ userId: 'u1', profile: { badge: '' } }, { userId: 'u2', profile: { badge: '' } });
    expect([conflicts, await held()]).toEqual([[], []]);
  });

  test('tells long values apart', async () => {
    const long = 'x'.repeat(5000);
    const conflicts = await claim(
      { userId: 'u1', profile: { badge: `${long}1` } },
      { userId: 'u2', profile: { badge: `${long}2` } },
      { userId: 'u3', profile: { badge: `${long}1` } },
    );
    expect(conflicts).toEqual([{ userId: 'u3', attribute: 'badge', value: `${long}1`, holderId: 'u1' }]);
  });
});

describe('two transactions at once', () => {
  test('never both get one value: the later one waits and is told the holder', async () => {
    const [first, second] = await overlap(
      (tx) => claimUniqueValues(tx, [{ userId: 'u1', profile: { badge: 'A' } }]),
      (tx) => claimUniqueValues(tx, [{ userId: 'u2', profile: { badge: 'A' } }]),
    );
    expect([first, second, await held()]).toEqual([
      { status: 'fulfilled', value: [] },
      { status: 'fulfilled', value: [{ userId: 'u2', attribute: 'badge', value: 'A', holderId: 'u1' }] },
      ['u1 badge=A'],
    ]);
  });

  test('that claim many of the same values do not deadlock, and every value has one holder', async () => {
    const values = Array.from({ length: 200 }, (_, index) => `V${index}`);
    const forwards = values.map((badge, index) => ({ userId: `a${index}`, profile: { badge } }));
    const backwards = values.toReversed().map((badge, index) => ({ userId: `b${index}`, profile: { badge } }));
    const conflicts = await Promise.all([claim(...forwards), claim(...backwards)]);
    expect([conflicts.flat().length, (await held()).length]).toEqual([200, 200]);
  });

  test('one of which makes an attribute unique: the other is seen by the check or sees the attribute', async () => {
    await directory.addUser('ada', { room: 'R1' });
    const [made, created] = await overlap(
      (tx) => updateAttribute(tx, CONTEXT, 'user', 'room', { unique: true }),
      (tx) => claimUniqueValues(tx, [{ userId: 'u2', profile: { room: 'R1' } }]),
    );
    expect([made.status, created]).toEqual([
      'fulfilled',
      {
        status: 'fulfilled',
        value: [expect.objectContaining({ userId: 'u2', attribute: 'room', value: 'R1' })],
      },
    ]);
  });
});

test('finds the holders of many values in one look-up', async () => {
  await claim({ userId: 'u1', profile: { badge: 'A', desk: 7 } });
  const holders = await directory.transaction((tx) =>
    findUniqueHolders(tx, [
      { attribute: 'badge', value: 'A' },
      { attribute: 'desk', value: 7 },
      { attribute: 'desk', value: 8 },
      { attribute: 'badge', value: null },
    ]),
  );
  expect([
    holders.holder('badge', 'A'),
    holders.holder('desk', 7),
    holders.holder('desk', 8),
    holders.holder('badge', null),
  ]).toEqual(['u1', 'u1', undefined, undefined]);
});

test.each([
  [null, null],
  [undefined, null],
  ['', null],
  ['A', '=A'],
  [7, '=7'],
  [1e21, '=1e+21'],
])('the unique key of %j is %j', (value, key) => {
  expect(uniqueKey(value)).toBe(key);
});
