import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { BriefTransaction } from './brief/brief-transaction.ts';
import { type ConnectionOptions, clientConfig, describeConnection } from './connection.ts';
import { type DedicatedConnection, openDedicatedConnection } from './dedicated-connection.ts';
import { isConnectionLost, isRetryable, isUnreachable } from './is-retryable.ts';
import { orgSchemaName, platformSchema } from './org-name.ts';
import { rollBack } from './roll-back.ts';
import { aborted, outcomeUnknown, StorageError } from './storage-error.ts';
import { ClientTransaction, type Transaction } from './transaction.ts';

export type IsolationLevel = 'read committed' | 'repeatable read' | 'serializable';

export interface TransactionOptions {
  /** Default false. */
  readonly readOnly?: boolean;
  /** Default 'read committed'. */
  readonly isolation?: IsolationLevel;
  /**
   * How often the whole of `work` may be tried while its errors are retryable (`isRetryable`). Default 1. More than 1
   * is for idempotent work only: the transaction is undone between attempts, effects outside it are not.
   */
  readonly attempts?: number;
  /**
   * For the same few statements about a few rows again and again, in transactions so short that the way to the database is most of
   * their work. Statements issued without waiting in between travel together, and each connection keeps their plans. Only with 'read
   * committed'; one that only reads is then a transaction by statement, which at that level looks the same. Default false.
   */
  readonly brief?: boolean;
}

/** The pool of connections to one PostgreSQL server. Safe to share by everything in a process. */
export interface Database {
  /**
   * Runs `work` in one transaction whose search path is the org's schema: committed when `work` returns, rolled back
   * when it throws. Waits some seconds for a server that is restarting. Errors: what `work` throws, PostgreSQL's own
   * (`pg.DatabaseError`), or a StorageError `org_name_invalid`, `org_missing`, `transaction_aborted`, `outcome_unknown` or
   * `server_unreachable`. Do not open a second transaction inside `work`: it waits for a connection of its own.
   */
  inOrg<T>(org: string, work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** The same with the platform's schema, `headwater`. */
  inPlatform<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** One connection of its own for LISTEN and advisory locks; the caller closes it. */
  connection(): Promise<DedicatedConnection>;
  readonly options: ConnectionOptions;
  readonly pool: pg.Pool;
  /** Ends the pool after the transactions that are running. */
  close(): Promise<void>;
}

export interface DatabaseSettings {
  /** Connections of the pool. Default 10. */
  readonly maxConnections?: number;
  /** What `pg_stat_activity` shows, at most 63 bytes. Default `headwater`. */
  readonly applicationName?: string;
  /** How long a new transaction waits for a server that cannot be reached, in milliseconds. Default 10,000. */
  readonly reconnectMillis?: number;
}

const reconnectPauseMillis = 50;
const firstRetryPauseMillis = 20;
/** Long enough for a queue of imports, short enough that a leaked connection shows. */
const poolWaitMillis = 60_000;

function beginStatement(schema: string, options: TransactionOptions): string {
  const isolation = (options.isolation ?? 'read committed').toUpperCase();
  const access = options.readOnly === true ? 'READ ONLY' : 'READ WRITE';
  const name = pg.escapeIdentifier(schema);
  // The cast fails for a schema that does not exist, which SET would accept in silence.
  return (
    `BEGIN ISOLATION LEVEL ${isolation} ${access}; SET LOCAL search_path TO ${name}; SET LOCAL TimeZone TO 'UTC'; ` +
    `SELECT ${pg.escapeLiteral(name)}::regnamespace`
  );
}

/** What an error of the beginning of a transaction means. */
function explain(schema: string, error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError) || error.code !== '3F000') return error;
  return new StorageError('org_missing', `There is no schema ${schema} in the database; create it first`, {
    cause: error,
  });
}

class PooledDatabase implements Database {
  readonly options: ConnectionOptions;
  readonly pool: pg.Pool;
  readonly #applicationName: string;
  readonly #reconnectMillis: number;

  constructor(options: ConnectionOptions, settings: DatabaseSettings) {
    this.options = options;
    this.#applicationName = settings.applicationName ?? 'headwater';
    this.#reconnectMillis = settings.reconnectMillis ?? 10_000;
    this.pool = new pg.Pool({
      ...clientConfig(options, this.#applicationName),
      max: settings.maxConnections ?? 10,
      connectionTimeoutMillis: poolWaitMillis,
    });
    // A connection that breaks is dropped by the pool, and its transaction learns of it from its own statement; without
    // listeners the same event would end the process.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async inOrg<T>(org: string, work: (tx: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return this.#inSchema(orgSchemaName(org), work, options);
  }

  inPlatform<T>(work: (tx: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return this.#inSchema(platformSchema, work, options);
  }

  connection(): Promise<DedicatedConnection> {
    return this.#whenReachable(() => openDedicatedConnection(this.options, this.#applicationName));
  }

  async close(): Promise<void> {
    if (!this.pool.ending) await this.pool.end();
  }

  async #inSchema<T>(schema: string, work: (tx: Transaction) => Promise<T>, options: TransactionOptions): Promise<T> {
    const attempts = options.attempts ?? 1;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(schema, work, options);
      } catch (error) {
        if (attempt >= attempts || !isRetryable(error)) throw error;
        await delay(firstRetryPauseMillis * 2 ** (attempt - 1));
      }
    }
  }

  async #attempt<T>(schema: string, work: (tx: Transaction) => Promise<T>, options: TransactionOptions): Promise<T> {
    if (options.brief === true) return this.#brief(schema, work, options);
    const client = await this.#begin(schema, options);
    const tx = new ClientTransaction(client);
    let value: T;
    try {
      value = await work(tx);
      await tx.finish();
    } catch (error) {
      await tx.finish();
      await rollBack(client);
      throw error;
    }
    await commit(client);
    return value;
  }

  async #brief<T>(schema: string, work: (tx: Transaction) => Promise<T>, options: TransactionOptions): Promise<T> {
    if ((options.isolation ?? 'read committed') !== 'read committed') {
      throw new TypeError(`A brief transaction cannot be ${options.isolation}`);
    }
    const tx = new BriefTransaction({
      schema,
      readOnly: options.readOnly === true,
      connect: () => this.pool.connect(),
      whenReachable: (begin) => this.#whenReachable(begin),
      explain: (error) => explain(schema, error),
    });
    try {
      const value = await work(tx);
      await tx.commit();
      return value;
    } catch (error) {
      await tx.abandon();
      throw error;
    }
  }

  /** A connection inside its transaction. Nothing has happened before BEGIN succeeds, so a broken one is replaced. */
  #begin(schema: string, options: TransactionOptions): Promise<pg.PoolClient> {
    const statement = beginStatement(schema, options);
    return this.#whenReachable(async () => {
      const client = await this.pool.connect();
      try {
        await client.query(statement);
        return client;
      } catch (error) {
        await rollBack(client);
        throw explain(schema, error);
      }
    });
  }

  async #whenReachable<T>(connect: () => Promise<T>): Promise<T> {
    const giveUpAt = performance.now() + this.#reconnectMillis;
    for (;;) {
      try {
        return await connect();
      } catch (error) {
        if (!isUnreachable(error) && !isConnectionLost(error)) throw error;
        if (this.pool.ending || performance.now() >= giveUpAt) throw this.#unreachable(error);
      }
      await delay(reconnectPauseMillis);
    }
  }

  #unreachable(cause: unknown): StorageError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new StorageError(
      'server_unreachable',
      `PostgreSQL at ${describeConnection(this.options)} could not be reached: ${reason}; check that it runs`,
      { cause },
    );
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  let tag: string;
  try {
    tag = (await client.query('COMMIT')).command;
  } catch (error) {
    const lost = isConnectionLost(error);
    client.release(lost);
    throw lost ? outcomeUnknown(error) : error;
  }
  client.release();
  // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error.
  if (tag !== 'COMMIT') throw aborted();
}

/** Makes the pool; connects when the first transaction needs it. */
export function connectDatabase(options: ConnectionOptions, settings: DatabaseSettings = {}): Database {
  return new PooledDatabase(options, settings);
}
