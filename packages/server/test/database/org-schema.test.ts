import sql from 'sql-template-tag';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadMigrations } from '../../src/database/migration-files.ts';
import { createOrgSchema, dropOrgSchema, listOrgSchemas, migrateOrgSchemas } from '../../src/database/org-schema.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});

afterAll(() => testDatabase.close());

/** Makes an org look as if it had been made before the last migration file was written. */
async function forgetLastMigration(org: string): Promise<void> {
  await testDatabase.database.inOrg(org, (tx) =>
    tx.execute(sql`DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)`),
  );
}

test('a new org has every migration, and is listed', async () => {
  const { database } = testDatabase;
  await createOrgSchema(database, 'acme-2');
  const applied = await database.inOrg('acme-2', (tx) => tx.query(sql`SELECT name FROM migrations ORDER BY number`));
  expect(applied).toEqual((await loadMigrations('org')).map(({ name }) => ({ name })));
  expect(await listOrgSchemas(database)).toContain('acme-2');
});

test('a name that is taken is refused, also when several ask at once', async () => {
  const { database } = testDatabase;
  const asked = await Promise.allSettled(Array.from({ length: 4 }, () => createOrgSchema(database, 'twice')));
  const refused = asked.filter((outcome) => outcome.status === 'rejected');
  expect(refused.map((outcome) => outcome.reason.code)).toEqual(['org_exists', 'org_exists', 'org_exists']);
});

test('a dropped org is gone with all its rows, and its name is free again', async () => {
  const { database } = testDatabase;
  await createOrgSchema(database, 'gone');
  await database.inOrg('gone', (tx) => tx.execute(sql`CREATE TABLE extra AS SELECT 1 AS one`));
  await dropOrgSchema(database, 'gone');
  expect(await listOrgSchemas(database)).not.toContain('gone');
  await createOrgSchema(database, 'gone');
  await expect(database.inOrg('gone', (tx) => tx.query(sql`SELECT * FROM extra`))).rejects.toMatchObject({
    code: '42P01',
  });
});

test('dropping an org that does not exist is an org_missing error', async () => {
  await expect(dropOrgSchema(testDatabase.database, 'never')).rejects.toMatchObject({ code: 'org_missing' });
});

test('schemas of others whose names begin alike are not orgs', async () => {
  const { database } = testDatabase;
  await database.pool.query('CREATE SCHEMA org_foreign; CREATE SCHEMA organic; CREATE TABLE organic.migrations ()');
  expect(await listOrgSchemas(database)).not.toContain('foreign');
});

test('orgs that are up to date are left alone, whatever their number', async () => {
  const { database } = testDatabase;
  await createOrgSchema(database, 'current');
  expect(await migrateOrgSchemas(database)).toEqual([]);
});

test('an org that was changed after a migration is refused by the check of all orgs', async () => {
  const { database } = testDatabase;
  await createOrgSchema(database, 'edited');
  await database.inOrg('edited', (tx) => tx.execute(sql`UPDATE migrations SET checksum = 'other' WHERE number = 1`));
  await expect(migrateOrgSchemas(database)).rejects.toMatchObject({
    code: 'migration_changed',
    message: expect.stringContaining('org_edited'),
  });
  await dropOrgSchema(database, 'edited');
});

test('an org that is behind is given to the migration of its own files alone', async () => {
  const { database } = testDatabase;
  await createOrgSchema(database, 'behind');
  await forgetLastMigration('behind');
  // The forgotten file finds its own tables: proof that it, and only it, is run.
  await expect(migrateOrgSchemas(database)).rejects.toMatchObject({ code: expect.stringMatching(/^42(?:P07|701)$/) });
  await dropOrgSchema(database, 'behind');
});
