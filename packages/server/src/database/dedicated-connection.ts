import pg from 'pg';
import type { Sql } from 'sql-template-tag';
import { type ConnectionOptions, clientConfig } from './connection.ts';

/** One connection for what lives as long as a session: LISTEN, advisory locks. Statements run one after the other. */
export interface DedicatedConnection {
  query<Row extends object>(statement: Sql): Promise<readonly Row[]>;
  /** Calls `handler` with the payload of every NOTIFY on `channel` until the returned function is called. */
  listen(channel: string, handler: (payload: string) => void): Promise<() => void>;
  /** Calls `listener` once if the connection breaks without `close()`; at once if it already has. */
  onLost(listener: (error: Error) => void): void;
  close(): Promise<void>;
}

class ClientConnection implements DedicatedConnection {
  readonly #client: pg.Client;
  readonly #lostListeners: ((error: Error) => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #lost: Error | undefined;
  #closing = false;

  constructor(client: pg.Client) {
    this.#client = client;
    client.on('error', (error) => this.#markLost(error));
    client.on('end', () => this.#markLost(new Error('Connection terminated')));
  }

  async query<Row extends object>(statement: Sql): Promise<readonly Row[]> {
    const result = await this.#inTurn(() => this.#client.query(statement.text, statement.values));
    // The caller states the shape of the row beside the statement that selects it.
    return result.rows as readonly Row[];
  }

  async listen(channel: string, handler: (payload: string) => void): Promise<() => void> {
    const deliver = (message: pg.Notification) => {
      if (message.channel === channel) handler(message.payload ?? '');
    };
    this.#client.on('notification', deliver);
    const name = pg.escapeIdentifier(channel);
    await this.#inTurn(() => this.#client.query(`LISTEN ${name}`));
    return () => {
      this.#client.removeListener('notification', deliver);
    };
  }

  onLost(listener: (error: Error) => void): void {
    if (this.#lost !== undefined) listener(this.#lost);
    else this.#lostListeners.push(listener);
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#lost === undefined) await this.#client.end();
  }

  #markLost(error: Error): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    if (this.#closing) return;
    for (const listener of this.#lostListeners) listener(error);
  }

  #inTurn<T>(statement: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(statement);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Opens one connection of its own, outside any pool. Throws what `pg` throws when the server cannot be reached. */
export async function openDedicatedConnection(
  options: ConnectionOptions,
  applicationName: string,
): Promise<DedicatedConnection> {
  const client = new pg.Client(clientConfig(options, applicationName));
  const connection = new ClientConnection(client);
  await client.connect();
  return connection;
}
