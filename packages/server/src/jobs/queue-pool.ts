import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { clientConfig } from '../database/connection.ts';
import type { Database } from '../database/database.ts';
import { isConnectionLost, isUnreachable } from '../database/is-retryable.ts';

const retryMillis = 100;
const listenConnections = 1;
const mostQueryConnections = 4;

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

/**
 * The queue's own connections. The queue's workers end for good when they cannot report the end of a job, so connecting
 * waits until the server is back; and tasks that use all connections of the `Database` cannot keep the queue from
 * reporting.
 */
export class QueuePool extends pg.Pool {
  readonly #abandoned: AbortSignal;

  /** Once `abandoned`, connecting does not wait any more. */
  constructor(database: Database, concurrency: number, abandoned: AbortSignal) {
    super({
      ...clientConfig(database.options, 'headwater queue'),
      max: listenConnections + Math.min(concurrency, mostQueryConnections),
    });
    this.#abandoned = abandoned;
    this.on('error', () => undefined);
    this.on('connect', (client) => client.on('error', () => undefined));
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
        if (this.#abandoned.aborted || this.ending || !(isUnreachable(error) || isConnectionLost(error))) throw error;
      }
      await delay(retryMillis);
    }
  }
}
