import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeCopyRow } from '../../src/database/copy-text.ts';
import { StorageError } from '../../src/database/storage-error.ts';
import { createTestOrg, type TestOrg } from '../support/database.ts';

let testOrg: TestOrg;

beforeAll(async () => {
  testOrg = await createTestOrg();
  await testOrg.database.inOrg(testOrg.org, async (tx) => {
    await tx.execute(sql`CREATE TABLE fruits (id bigint PRIMARY KEY, name text NOT NULL, facts jsonb)`);
  });
});

afterAll(() => testOrg.close());

/** Runs `work` in the org and undoes it, so that each test starts from the empty table. */
const undo = new Error('undo');

async function names(): Promise<readonly string[]> {
  const rows = await testOrg.database.inOrg(testOrg.org, (tx) =>
    tx.query<{ readonly name: string }>(sql`SELECT name FROM fruits ORDER BY id`),
  );
  return rows.map((row) => row.name);
}

test('a transaction that throws leaves nothing behind', async () => {
  const { database, org } = testOrg;
  const failed = database.inOrg(org, async (tx) => {
    await tx.execute(sql`INSERT INTO fruits VALUES (1, 'fig')`);
    throw undo;
  });
  await expect(failed).rejects.toBe(undo);
  expect(await names()).toEqual([]);
});
