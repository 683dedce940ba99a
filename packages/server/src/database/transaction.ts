import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { Sql } from 'sql-template-tag';
import { batchCopyText } from './copy-batches.ts';

/**
 * The statements of one transaction, on one connection, one after the other. Parameters: strings, numbers, booleans,
 * Dates, Buffers, null; objects are sent as JSON and JavaScript arrays as PostgreSQL arrays (an array meant for `jsonb`
 * must be stringified). Values of rows: see `valueTypes`.
 */
export interface Transaction {
  /** Runs one statement; gives its rows. */
  query<Row extends object>(statement: Sql): Promise<readonly Row[]>;
  /** Runs one statement; gives the number of rows it affected. */
  execute(statement: Sql): Promise<number>;
  /**
   * `COPY <target> FROM STDIN` in text format. `target` is a table, with its columns in brackets, quoted where needed;
   * each item of `rows` holds whole lines (`encodeCopyRow`). Gives the number of rows. No other statement of this
   * transaction may run from inside `rows`.
   */
  copyInto(target: string, rows: Iterable<string | Buffer> | AsyncIterable<string | Buffer>): Promise<number>;
  /**
   * Runs one statement that nobody needs to hear of: at once, or in a brief transaction together with the next one, at the latest with
   * COMMIT. Its failure is then that of the statement it travels with, or of the transaction.
   */
  later(statement: Sql): Promise<void>;
  /** Runs `work` so that its failure undoes only its own statements; the failure is thrown on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
}

/** A transaction on a client that is inside `BEGIN`; `finish` makes later use of it a TypeError. */
export class ClientTransaction implements Transaction {
  readonly #client: pg.ClientBase;
  #last: Promise<unknown> = Promise.resolve();
  #savepoints = 0;
  #finished = false;

  constructor(client: pg.ClientBase) {
    this.#client = client;
  }

  /** Waits for statements still running, then refuses further ones. */
  async finish(): Promise<void> {
    this.#finished = true;
    await this.#last;
  }

  query<Row extends object>(statement: Sql): Promise<readonly Row[]> {
    return this.#query<Row>({ text: statement.text, values: statement.values });
  }

  execute(statement: Sql): Promise<number> {
    return this.#execute({ text: statement.text, values: statement.values });
  }

  async later(statement: Sql): Promise<void> {
    await this.execute(statement);
  }

  copyInto(target: string, rows: Iterable<string | Buffer> | AsyncIterable<string | Buffer>): Promise<number> {
    return this.#inTurn(async () => {
      const copy = this.#client.query(copyStreams.from(`COPY ${target} FROM STDIN`));
      await pipeline(batchCopyText(rows), copy);
      return copy.rowCount;
    });
  }

  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    this.#savepoints += 1;
    const name = `savepoint_${this.#savepoints}`;
    await this.#run(`SAVEPOINT ${name}`);
    let value: T;
    try {
      value = await work();
    } catch (error) {
      await this.#run(`ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`);
      throw error;
    }
    await this.#run(`RELEASE SAVEPOINT ${name}`);
    return value;
  }

  async #query<Row extends object>(statement: pg.QueryConfig): Promise<readonly Row[]> {
    const result = await this.#inTurn(() => this.#client.query(statement));
    // The caller states the shape of the row beside the statement that selects it.
    return result.rows as readonly Row[];
  }

  async #execute(statement: pg.QueryConfig): Promise<number> {
    const result = await this.#inTurn(() => this.#client.query(statement));
    return result.rowCount ?? 0;
  }

  #run(text: string): Promise<unknown> {
    return this.#inTurn(() => this.#client.query(text));
  }

  /** `pg` will stop queueing statements by itself, so callers that do not wait are queued here. */
  #inTurn<T>(statement: () => Promise<T>): Promise<T> {
    if (this.#finished) {
      return Promise.reject(new TypeError('The transaction has ended: await every statement inside its work function'));
    }
    const turn = this.#last.then(statement);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
