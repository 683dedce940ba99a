import sql from 'sql-template-tag';
import { errorCode } from '../error-code.ts';
import type { Database } from './database.ts';
import type { DedicatedConnection } from './dedicated-connection.ts';
import { StorageError } from './storage-error.ts';

/** The right to be the one server of a data directory, until it is released or this process ends. */
export interface Claim {
  /** Tells whoever is refused later where this server answers. PostgreSQL keeps the first 63 bytes of "headwater server, pid … at …". */
  announce(url: string): Promise<void>;
  /** Calls `listener` once if the claim was lost with its connection and could not be taken again. */
  onLost(listener: (error: Error) => void): void;
  release(): Promise<void>;
}

const lockKey = sql`hashtextextended('headwater data directory', 0)`;

/** Covers the moment in which PostgreSQL has not yet seen that the process which held the claim was killed. */
const lockPatience = '1s';

function isLockTimeout(error: unknown): boolean {
  return errorCode(error) === '55P03';
}

async function describeHolder(connection: DedicatedConnection): Promise<string> {
  const [holder] = await connection.query<{ readonly name: string }>(sql`
    SELECT activity.application_name AS name
    FROM pg_locks AS lock
    JOIN pg_stat_activity AS activity USING (pid)
    WHERE lock.locktype = 'advisory'
      AND lock.granted
      AND lock.objsubid = 1
      AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (lock.classid::bigint << 32 | lock.objid::bigint) = ${lockKey}`);
  return holder?.name ?? 'one that has just ended';
}

async function nameConnection(connection: DedicatedConnection, name: string): Promise<void> {
  await connection.query(sql`SELECT set_config('application_name', ${name}, false)`);
}

async function acquire(database: Database, name: string): Promise<DedicatedConnection> {
  const connection = await database.connection();
  try {
    await nameConnection(connection, name);
    await connection.query(sql`SELECT set_config('lock_timeout', ${lockPatience}, false)`);
    await connection.query(sql`SELECT pg_advisory_lock(${lockKey})`);
    return connection;
  } catch (error) {
    const refusal = isLockTimeout(error)
      ? new StorageError(
          'data_directory_claimed',
          `Another Headwater server uses this data directory: ${await describeHolder(connection)}; stop it, or give this one another data directory`,
          { cause: error },
        )
      : error;
    await connection.close();
    throw refusal;
  }
}

class HeldClaim implements Claim {
  readonly #database: Database;
  readonly #lostListeners: ((error: Error) => void)[] = [];
  #name: string;
  #connection: DedicatedConnection;
  #released = false;

  constructor(database: Database, name: string, connection: DedicatedConnection) {
    this.#database = database;
    this.#name = name;
    this.#connection = connection;
    connection.onLost(() => this.#takeAgain());
  }

  async announce(url: string): Promise<void> {
    this.#name = holderName(url);
    await nameConnection(this.#connection, this.#name);
  }

  onLost(listener: (error: Error) => void): void {
    this.#lostListeners.push(listener);
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#connection.close();
  }

  /** The server was restarted under us: whoever asks first has the lock, normally this process. */
  #takeAgain(): void {
    if (this.#released) return;
    acquire(this.#database, this.#name).then(
      async (connection) => {
        this.#connection = connection;
        connection.onLost(() => this.#takeAgain());
        if (this.#released) await connection.close();
      },
      (error: unknown) => {
        if (this.#released) return;
        for (const listener of this.#lostListeners) listener(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }
}

function holderName(url?: string): string {
  const name = `headwater server, pid ${process.pid}`;
  return url === undefined ? name : `${name} at ${url}`;
}

/**
 * Makes this process the one server of an embedded database; commands beside it need no claim. Held by an advisory lock
 * of a session, so it ends with the process however that ends, and taken again after a restart of PostgreSQL.
 * Throws a StorageError `data_directory_claimed` that names the holder.
 */
export async function claimDataDirectory(database: Database): Promise<Claim> {
  const name = holderName();
  return new HeldClaim(database, name, await acquire(database, name));
}
