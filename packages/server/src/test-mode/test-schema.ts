import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Database } from '../database/database.ts';
import { migrateSchema } from '../database/migrate.ts';
import { readMigrations } from '../database/migration-files.ts';
import type { Transaction } from '../database/transaction.ts';
import { orgTime } from './clock-state.ts';
import { readTestMode, type TestMode } from './test-mode.ts';

/** The schema of what orgs in test mode keep beside their own. Statements of this folder name it in full: they run in the org's. */
const TEST_SCHEMA = 'headwater_test';

/** The compiler does not copy `.sql` files, so both `src/` and `dist/` read the ones in `src/`. */
const MIGRATIONS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'src', 'test-mode', 'migrations');

const ready = new WeakMap<Database, Promise<unknown>>();

/** Makes the schema, where it is not there yet: a database whose orgs are never tested has none. */
export async function ensureTestSchema(database: Database): Promise<void> {
  const made = ready.get(database) ?? migrate(database);
  ready.set(database, made);
  await made;
}

async function migrate(database: Database): Promise<void> {
  try {
    await migrateSchema(database.pool, TEST_SCHEMA, await readMigrations(MIGRATIONS));
  } catch (error) {
    ready.delete(database);
    throw error;
  }
}

/**
 * Joins those who work on the org in this transaction; gives its test mode as it is now, undefined when it is not in it. Waits
 * for who is putting the org into another state.
 */
export async function joinOrg(tx: Transaction, org: string): Promise<TestMode | undefined> {
  await tx.query(sql`SELECT pg_advisory_xact_lock_shared(hashtextextended(${lockName(org)}, 0))`);
  return currentTestMode(tx, org);
}

/** The same, alone: waits for the transactions under way on the org, and lets no other begin. */
export async function takeOrg(tx: Transaction, org: string): Promise<TestMode | undefined> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${lockName(org)}, 0))`);
  return currentTestMode(tx, org);
}

function lockName(org: string): string {
  return `headwater test org ${org}`;
}

/** The present instant of the clock that rules the schema of the transaction, for timers. */
export async function presentIn(tx: Transaction, real: Clock): Promise<Date> {
  const [row] = await tx.query<{ readonly mode: unknown }>(
    sql`SELECT settings -> 'testMode' AS mode FROM headwater.orgs WHERE current_schema() = 'org_' || name`,
  );
  return orgTime(readTestMode(row?.mode)?.clock ?? null, real.now());
}

/** A statement of its own, so that it sees what was committed while the lock was waited for. */
async function currentTestMode(tx: Transaction, org: string): Promise<TestMode | undefined> {
  const [row] = await tx.query<{ readonly mode: unknown }>(
    sql`SELECT settings -> 'testMode' AS mode FROM headwater.orgs WHERE name = ${org}`,
  );
  return readTestMode(row?.mode);
}
