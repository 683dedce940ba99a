import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { inject } from 'vitest';
import type { ServerAddress } from '../../src/database/connection.ts';
import { connectDatabase, type Database } from '../../src/database/database.ts';
import { migrateSchema } from '../../src/database/migrate.ts';
import { loadMigrations } from '../../src/database/migration-files.ts';
import { platformSchema } from '../../src/database/org-name.ts';
import { createOrgSchema } from '../../src/database/org-schema.ts';

/** A database of a test file; `close()` ends its connections. What it wrote goes with the run's cluster. */
export interface TestDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

export interface TestOrg extends TestDatabase {
  readonly org: string;
}

const maxConnections = 5;

/** The address of the run's PostgreSQL, its platform schema up to date; the first call of a run starts it (1 s). */
async function startTestCluster(): Promise<ServerAddress> {
  const answer = await text(connect(inject('testClusterSocket')));
  if (answer === '') throw new Error('The test run could not start its PostgreSQL; see the output of the run itself');
  // Written by global-setup.ts in this shape.
  return JSON.parse(answer) as ServerAddress;
}

/** The run's database, which all test files share: its platform tables hold what other files write, too. */
async function openTestDatabase(): Promise<TestDatabase> {
  const database = connectDatabase(await startTestCluster(), { maxConnections });
  return { database, close: () => database.close() };
}

/** An org of its own, with all tables and no rows, in the run's database (40 ms). */
export async function createTestOrg(): Promise<TestOrg> {
  const { database, close } = await openTestDatabase();
  const org = `t${randomBytes(6).toString('hex')}`;
  await createOrgSchema(database, org);
  return { database, org, close };
}

/**
 * A whole database of its own, platform tables included, for tests of what is shared between orgs: the list of orgs,
 * the job queue (100 ms).
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const options = await createEmptyDatabase();
  const database = connectDatabase(options, { maxConnections });
  await migrateSchema(database.pool, platformSchema, await loadMigrations('platform'));
  return { database, close: () => database.close() };
}

/** A database without any schema of Headwater's, on the run's cluster. */
export async function createEmptyDatabase(): Promise<ServerAddress> {
  const cluster = await startTestCluster();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ ...cluster });
  await client.connect();
  await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  await client.end();
  return { ...cluster, database: name };
}
