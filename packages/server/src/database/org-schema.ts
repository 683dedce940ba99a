import pg from 'pg';
import type { Database } from './database.ts';
import { applyStatements, lockSchemaStatement, migrateSchema, migrationsTable } from './migrate.ts';
import { loadMigrations, type Migration } from './migration-files.ts';
import { orgOfSchema, orgSchemaName } from './org-name.ts';
import { StorageError } from './storage-error.ts';

/**
 * Creates an org's schema with all its tables, in one round trip. Throws a StorageError `org_exists` or
 * `org_name_invalid`.
 */
export async function createOrgSchema(database: Database, org: string): Promise<void> {
  const schema = orgSchemaName(org);
  const name = pg.escapeIdentifier(schema);
  const migrations = await loadMigrations('org');
  const statements = [
    'BEGIN',
    lockSchemaStatement(schema),
    `CREATE SCHEMA ${name}`,
    `SET LOCAL search_path TO ${name}`,
    'SET LOCAL client_min_messages TO warning',
    migrationsTable,
    applyStatements(migrations),
    'COMMIT',
  ];
  const client = await database.pool.connect();
  try {
    await client.query(statements.join(';\n'));
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (error instanceof pg.DatabaseError && error.code === '42P06') {
      throw new StorageError('org_exists', `There is already an org named "${org}"; choose another name`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    client.release();
  }
}

/** Drops an org's schema and everything in it. Throws a StorageError `org_missing` or `org_name_invalid`. */
export async function dropOrgSchema(database: Database, org: string): Promise<void> {
  const schema = orgSchemaName(org);
  const name = pg.escapeIdentifier(schema);
  const client = await database.pool.connect();
  try {
    await client.query(
      `BEGIN; ${lockSchemaStatement(schema)}; SET LOCAL client_min_messages TO warning; DROP SCHEMA ${name} CASCADE; COMMIT`,
    );
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (error instanceof pg.DatabaseError && error.code === '3F000') {
      throw new StorageError('org_missing', `There is no org named "${org}"`, { cause: error });
    }
    throw error;
  } finally {
    client.release();
  }
}

/** The names of all orgs that have a schema, sorted. */
export async function listOrgSchemas(database: Database): Promise<readonly string[]> {
  const result = await database.pool.query<{ readonly nspname: string }>(
    String.raw`SELECT nspname FROM pg_namespace AS schema
      WHERE nspname LIKE 'org\_%'
        AND EXISTS (SELECT FROM pg_class WHERE relnamespace = schema.oid AND relname = 'migrations')
      ORDER BY nspname COLLATE "C"`,
  );
  return result.rows.flatMap((row) => orgOfSchema(row.nspname) ?? []);
}

/**
 * Brings every org's schema up to date. Orgs that are up to date cost a share of one query, not a transaction each.
 * Errors as `migrateSchema`; the orgs before the failing one keep what was done.
 */
export async function migrateOrgSchemas(database: Database): Promise<readonly MigratedOrg[]> {
  const migrations = await loadMigrations('org');
  const orgs = await listOrgSchemas(database);
  const migrated: MigratedOrg[] = [];
  for (let start = 0; start < orgs.length; start += orgsPerQuery) {
    for (const org of await orgsBehind(database, orgs.slice(start, start + orgsPerQuery), migrations)) {
      const applied = await migrateSchema(database.pool, orgSchemaName(org), migrations, 'skip');
      if (applied.length > 0) migrated.push({ org, applied });
    }
  }
  return migrated;
}

/** An org whose schema was changed, and the names of the files that were applied to it. */
export interface MigratedOrg {
  readonly org: string;
  readonly applied: readonly string[];
}

const orgsPerQuery = 200;

/** The orgs whose table of migrations is not exactly the files known. */
async function orgsBehind(
  database: Database,
  orgs: readonly string[],
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  const wanted = migrations.map((migration) => `${migration.number} ${migration.checksum}`).join('\n');
  const selects = orgs.map((org) => {
    const table = `${pg.escapeIdentifier(orgSchemaName(org))}.migrations`;
    return `SELECT ${pg.escapeLiteral(org)} AS org, string_agg(number || ' ' || checksum, E'\\n' ORDER BY number) AS found FROM ${table}`;
  });
  const result = await database.pool.query<{ readonly org: string; readonly found: string | null }>(
    selects.join(' UNION ALL '),
  );
  return result.rows.filter((row) => (row.found ?? '') !== wanted).map((row) => row.org);
}
