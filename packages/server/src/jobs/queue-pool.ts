import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { clientConfig } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import { isConnectionLost, isUnreachable } from '../database/is-retryable.ts';
import { asError } from './job-error.ts';

const retryMillis = 100;
const listenConnections = 1;
const mostQueryConnections = 4;

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

export interface QueuePoolOptions {
  readonly database: Database;
  readonly concurrency: number;
  /** Once aborted, connecting does not wait for the server any more. */
  readonly abandoned: AbortSignal;
  /** Hears of a connection that broke under a statement. The jobs of the pool's workers must then be freed. */
  readonly onBroken: (error: Error) => void;
}

/**
 * The queue's own connections; tasks that use all of the `Database`'s cannot keep the queue from reporting. The queue's
 * workers do not survive a statement that fails, so connecting waits until the server is there, and a statement whose
 * connection breaks gives no rows: no job taken, or no end reported, which freeing the workers' jobs puts right.
 */
export class QueuePool extends pg.Pool {
  readonly #options: QueuePoolOptions;

  constructor(options: QueuePoolOptions) {
    super({
      ...clientConfig(options.database.options, 'headwater queue'),
      max: listenConnections + Math.min(options.concurrency, mostQueryConnections),
    });
    this.#options = options;
    this.on('error', () => undefined);
    this.on('connect', (client) => this.#guard(client));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | undefined {
    if (callback === undefined) return this.#connectPatiently();
    this.#connectPatiently().then(
      (client) => callback(undefined, client, (destroy) => client.release(destroy === true)),
      (error: Error) => callback(error, undefined, () => undefined),
    );
    return undefined;
  }

  async #connectPatiently(): Promise<pg.PoolClient> {
    for (;;) {
      try {
        return await super.connect();
      } catch (error) {
        const waits = !this.#options.abandoned.aborted && !this.ending;
        if (!waits || !(isUnreachable(error) || isConnectionLost(error))) throw error;
      }
      await delay(retryMillis);
    }
  }

  #guard(client: pg.PoolClient): void {
    client.on('error', () => undefined);
    const query: (...args: unknown[]) => unknown = client.query.bind(client);
    const guarded = (...args: unknown[]): unknown => {
      const result = query(...args);
      return result instanceof Promise ? result.catch((error: unknown) => this.#withoutRows(error)) : result;
    };
    // The same function but for one kind of failure of its promise form, the only one the queue uses.
    client.query = guarded as typeof client.query;
  }

  #withoutRows(error: unknown): Pick<pg.QueryResult, 'rows' | 'rowCount'> {
    if (!isConnectionLost(error)) throw error;
    this.#options.onBroken(asError(error));
    return { rows: [], rowCount: 0 };
  }
}
