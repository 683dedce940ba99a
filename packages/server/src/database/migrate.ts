import pg from 'pg';
import type { Migration } from './migration-files.ts';
import { StorageError } from './storage-error.ts';

/** What the `migrations` table of a schema says about one file. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
}

/** One statement that makes every process working on the same schema wait for the others' transactions. */
export function lockSchemaStatement(schema: string): string {
  return `SELECT pg_advisory_xact_lock(hashtextextended(${pg.escapeLiteral(`headwater schema ${schema}`)}, 0))`;
}

/** The statements that make a schema's table of migrations, if it has none. The schema must be the search path. */
export const migrationsTable = `CREATE TABLE IF NOT EXISTS migrations (
  number integer PRIMARY KEY,
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

/** The statements of `migrations` and the rows that record them, to be sent as one query. */
export function applyStatements(migrations: readonly Migration[]): string {
  const steps = migrations.map((migration) => {
    const row = [String(migration.number), pg.escapeLiteral(migration.name), pg.escapeLiteral(migration.checksum)];
    return `${migration.text}\n;\nINSERT INTO migrations (number, name, checksum) VALUES (${row.join(', ')});`;
  });
  return steps.join('\n');
}

/**
 * The migrations a schema still needs. Throws a StorageError `migration_changed` when a file was edited after it was
 * applied, `migration_unknown` when the schema is newer than this program.
 */
function pendingMigrations(
  schema: string,
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): readonly Migration[] {
  const byNumber = new Map(known.map((migration) => [migration.number, migration]));
  for (const done of applied) {
    const file = byNumber.get(done.number);
    if (file === undefined) {
      throw new StorageError(
        'migration_unknown',
        `Schema ${schema} has migration ${done.name}, which this version of Headwater does not know (its last is ` +
          `${known.at(-1)?.name ?? 'none'}): the database belongs to a newer version; start that one`,
      );
    }
    if (file.checksum !== done.checksum) {
      throw new StorageError(
        'migration_changed',
        `Migration ${file.name} was changed after it was applied to schema ${schema} as ${done.name} (checksum ` +
          `${done.checksum.slice(0, 12)} then, ${file.checksum.slice(0, 12)} now): restore the file and put the change in a new one`,
      );
    }
    byNumber.delete(done.number);
  }
  return known.filter((migration) => byNumber.has(migration.number));
}

async function inLockedSchema<T>(client: pg.ClientBase, schema: string, work: () => Promise<T>): Promise<T> {
  await client.query(`BEGIN; ${lockSchemaStatement(schema)}`);
  try {
    const value = await work();
    await client.query('COMMIT');
    return value;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Whether a schema that is not there is to be made, or left alone. */
export type WhenMissing = 'create' | 'skip';

/**
 * Brings one schema up to date: each file once, all pending files in one transaction. Processes that start together
 * take turns. Gives the names of the files applied. Errors: `pendingMigrations`, and PostgreSQL's own when a file fails,
 * after which the schema is as it was.
 */
export async function migrateSchema(
  pool: pg.Pool,
  schema: string,
  migrations: readonly Migration[],
  whenMissing: WhenMissing = 'create',
): Promise<readonly string[]> {
  const client = await pool.connect();
  try {
    return await inLockedSchema(client, schema, () => applyPending(client, schema, migrations, whenMissing));
  } finally {
    client.release();
  }
}

async function applyPending(
  client: pg.ClientBase,
  schema: string,
  migrations: readonly Migration[],
  whenMissing: WhenMissing,
): Promise<readonly string[]> {
  const name = pg.escapeIdentifier(schema);
  if (whenMissing === 'skip' && !(await schemaExists(client, schema))) return [];
  await client.query(
    `SET LOCAL client_min_messages TO warning; CREATE SCHEMA IF NOT EXISTS ${name}; SET LOCAL search_path TO ${name}; ${migrationsTable}`,
  );
  const applied = await client.query<AppliedMigration>('SELECT number, name, checksum FROM migrations ORDER BY number');
  const pending = pendingMigrations(schema, migrations, applied.rows);
  if (pending.length > 0) await client.query(applyStatements(pending));
  return pending.map((migration) => migration.name);
}

async function schemaExists(client: pg.ClientBase, schema: string): Promise<boolean> {
  const result = await client.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
  return result.rows.length > 0;
}
