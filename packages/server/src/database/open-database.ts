import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { type ConnectionOptions, describeConnection } from './connection.ts';
import { connectDatabase, type Database, type DatabaseSettings } from './database.ts';
import type { DatabaseLog } from './database-log.ts';
import { startEmbeddedServer } from './embedded/embedded-server.ts';
import { migrateSchema } from './migrate.ts';
import { loadMigrations } from './migration-files.ts';
import { platformSchema } from './org-name.ts';
import { StorageError } from './storage-error.ts';

export interface DatabaseConfig extends DatabaseSettings {
  /** Headwater's own folder; holds the embedded server's cluster. Relative to the working directory. */
  readonly dataDir: string;
  /** A PostgreSQL 15 or later to use instead of the embedded one. */
  readonly databaseUrl?: string;
  readonly log?: DatabaseLog;
}

/** A database that is ready: server running, version checked, platform schema up to date. */
export interface OpenDatabase {
  readonly database: Database;
  /** Whether the server is the embedded one. */
  readonly embedded: boolean;
  /** Calls `listener` once if the embedded server dies and cannot be brought back; never for an external one. */
  onFailure(listener: (error: StorageError) => void): void;
  /** Ends the pool, giving running transactions 10 s; stops the embedded server if this process started it. */
  close(): Promise<void>;
}

const oldestMajorVersion = 15;
const drainMillis = 10_000;

interface ServerFacts {
  readonly version: string;
  readonly number: number;
  readonly encoding: string;
}

/** Throws a StorageError `server_version_unsupported` or `server_encoding_unsupported`. */
export function checkServerFacts(facts: ServerFacts, place: string): void {
  if (Math.floor(facts.number / 10_000) < oldestMajorVersion) {
    throw new StorageError(
      'server_version_unsupported',
      `PostgreSQL at ${place} is version ${facts.version}, but Headwater needs ${oldestMajorVersion} or later; upgrade it, or unset DATABASE_URL to use the embedded one`,
    );
  }
  if (facts.encoding !== 'UTF8') {
    throw new StorageError(
      'server_encoding_unsupported',
      `The database at ${place} has the encoding ${facts.encoding}, but Headwater needs UTF8; create one with ENCODING 'UTF8'`,
    );
  }
}

async function checkServer(database: Database): Promise<void> {
  const connection = await database.connection();
  try {
    const [facts] = await connection.query<ServerFacts>(sql`
      SELECT current_setting('server_version') AS version,
        current_setting('server_version_num')::int AS number,
        current_setting('server_encoding') AS encoding`);
    if (facts !== undefined) checkServerFacts(facts, describeConnection(database.options));
  } finally {
    await connection.close();
  }
}

async function connectReady(options: ConnectionOptions, settings: DatabaseSettings): Promise<Database> {
  const database = connectDatabase(options, settings);
  try {
    await checkServer(database);
    await migrateSchema(database.pool, platformSchema, await loadMigrations('platform'));
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openEmbedded(config: DatabaseConfig): Promise<OpenDatabase> {
  const server = await startEmbeddedServer(resolve(config.dataDir), config.log ?? (() => undefined));
  try {
    const database = await connectReady(server.address, config);
    return {
      database,
      embedded: true,
      onFailure: (listener) => server.onFailure(listener),
      close: async () => {
        // A connection that was never given back must not keep the server from stopping, which ends it.
        const pause = new AbortController();
        await Promise.race([database.close(), delay(drainMillis, undefined, { signal: pause.signal })]);
        pause.abort();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/**
 * Opens the database of a Headwater: the PostgreSQL of `databaseUrl`, or else the embedded one of `dataDir`, started or
 * adopted. Platform migrations are applied; those of the orgs are not (`migrateOrgSchemas`). Throws a StorageError that
 * says what to do.
 */
export async function openDatabase(config: DatabaseConfig): Promise<OpenDatabase> {
  if (config.databaseUrl === undefined || config.databaseUrl === '') return openEmbedded(config);
  const database = await connectReady({ connectionString: config.databaseUrl }, config);
  return { database, embedded: false, onFailure: () => undefined, close: () => database.close() };
}
