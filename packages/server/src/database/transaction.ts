import { createHash } from 'node:crypto';
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
   * The same transaction, whose statements the connection keeps, each planned once: for the same few statements again and again, with
   * other values, in transactions so short that planning is most of their work. COPY is as it was.
   */
  prepared(): Transaction;
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

  prepared(): Transaction {
    const kept: Transaction = {
      query: <Row extends object>(statement: Sql) => this.#query<Row>(named(statement)),
      execute: (statement) => this.#execute(named(statement)),
      copyInto: (target, rows) => this.copyInto(target, rows),
      savepoint: (work) => this.savepoint(work),
      prepared: () => kept,
    };
    return kept;
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

/** A statement under a name that its text decides, so that `pg` prepares it once for each connection. */
function named({ text, values }: Sql): pg.QueryConfig {
  return { name: `headwater ${createHash('sha1').update(text).digest('base64url')}`, text, values };
}
