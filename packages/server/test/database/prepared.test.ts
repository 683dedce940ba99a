import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectDatabase, type Database } from '../../src/database/database.ts';
import { createTestOrg, type TestOrg } from '../support/database.ts';

let orgs: readonly TestOrg[];
/** One connection, so that every transaction meets the statements of those before. */
let database: Database;
beforeAll(async () => {
  orgs = [await createTestOrg(), await createTestOrg()];
  database = connectDatabase(orgs[0]?.database.options ?? { connectionString: '' }, { maxConnections: 1 });
  for (const { org } of orgs) {
    await database.inOrg(org, (tx) =>
      tx.execute(sql`INSERT INTO timers (key, due, job) VALUES (${org}, '2026-01-01', '{}')`),
    );
  }
});
afterAll(async () => {
  await database.close();
  for (const { close } of orgs) await close();
});

test('a kept statement reads the org of its transaction, however often the connection changes orgs', async () => {
  for (let round = 0; round < 12; round++) {
    for (const { org } of orgs) {
      const rows = await database.inOrg(org, (tx) =>
        tx.prepared().query(sql`SELECT key FROM timers WHERE due < now()`),
      );
      expect(rows).toEqual([{ key: org }]);
    }
  }
});

test('a kept statement takes other values each time, and tells how many rows it changed', async () => {
  const [first] = orgs;
  await database.inOrg(first?.org ?? '', async (tx) => {
    const kept = tx.prepared();
    for (const [key, changed] of [
      [first?.org, 1],
      ['nobody', 0],
      [null, 0],
    ] as const) {
      expect(await kept.execute(sql`UPDATE timers SET job = '{}' WHERE key = ${key}`)).toBe(changed);
    }
  });
});

test('kept statements and others are one transaction', async () => {
  const org = orgs[0]?.org ?? '';
  const add = (key: string) => sql`INSERT INTO timers (key, due, job) VALUES (${key}, '2026-01-01', '{}')`;
  const failed = database.inOrg(org, async (tx) => {
    await tx.prepared().execute(add('one'));
    expect(await tx.query(sql`SELECT key FROM timers WHERE key = 'one'`)).toEqual([{ key: 'one' }]);
    await expect(tx.prepared().savepoint(() => tx.prepared().execute(add('one')))).rejects.toMatchObject({
      code: '23505',
    });
    await tx.prepared().execute(add('two'));
    throw new Error('undo');
  });
  await expect(failed).rejects.toThrow('undo');
  const rows = await database.inOrg(org, (tx) => tx.prepared().query(sql`SELECT key FROM timers`));
  expect(rows).toEqual([{ key: org }]);
});
