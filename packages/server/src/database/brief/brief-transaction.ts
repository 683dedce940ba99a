import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { Sql } from 'sql-template-tag';
import { batchCopyText } from '../copy-batches.ts';
import { isConnectionLost } from '../is-retryable.ts';
import { rollBack } from '../roll-back.ts';
import { aborted, outcomeUnknown } from '../storage-error.ts';
import type { Transaction } from '../transaction.ts';
import { type Answer, Batch, type BatchOutcome, type Statement } from './batch.ts';
import { keptStatements } from './kept-statements.ts';
import { toParameter } from './parameter.ts';

/** What a brief transaction needs of its database. */
export interface BriefOptions {
  readonly schema: string;
  readonly readOnly: boolean;
  /** A connection of the pool. */
  connect(): Promise<pg.PoolClient>;
  /** Does `work` again where the connection turns out to be lost, or no server is there, for a while. */
  whenReachable<T>(work: () => Promise<T>): Promise<T>;
  /** What an error of the first statements means to the caller. */
  explain(error: unknown): unknown;
}

interface Waiting extends Statement {
  settle(outcome: { readonly answer: Answer } | { readonly error: unknown }): void;
}

const BEGIN: Statement = { text: 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE', parameters: [] };
const COMMIT: Statement = { text: 'COMMIT', parameters: [] };
const NOTHING_TO_COMMIT: BatchOutcome = { answers: [{ rows: [], tag: 'COMMIT' }] };

/**
 * What holds until the end of the transaction. The statements of a brief one find a few rows by their keys: they are planned once, and for
 * that, whatever the planner thought of a table that was empty then. The cast fails for a schema that does not exist.
 */
const SETTINGS = `
  SELECT WHERE set_config('search_path', $1::text, true) IS NOT NULL AND set_config('TimeZone', 'UTC', true) IS NOT NULL
    AND set_config('transaction_read_only', $2::text, true) IS NOT NULL
    AND set_config('plan_cache_mode', 'force_generic_plan', true) IS NOT NULL
    AND set_config('enable_hashjoin', 'off', true) IS NOT NULL AND set_config('enable_mergejoin', 'off', true) IS NOT NULL
    AND set_config('enable_seqscan', 'off', true) IS NOT NULL AND set_config('enable_bitmapscan', 'off', true) IS NOT NULL
    AND set_config('enable_material', 'off', true) IS NOT NULL AND $1::text::regnamespace IS NOT NULL`;

/**
 * A transaction that is one visit to the database rather than a stay: statements issued without waiting in between travel together, the
 * first ones with `BEGIN`, and what nobody waits for (`later`) with `COMMIT`. A transaction that only reads needs neither: each of its
 * statements sees what is committed by then in any case.
 */
export class BriefTransaction implements Transaction {
  readonly #options: BriefOptions;
  #client: pg.PoolClient | undefined;
  #queue: Waiting[] = [];
  #sending: Promise<void> = Promise.resolve();
  #isDue = false;
  #savepoints = 0;
  #finished = false;

  constructor(options: BriefOptions) {
    this.#options = options;
  }

  async query<Row extends object>(statement: Sql): Promise<readonly Row[]> {
    const { rows } = await this.#ask(statement.text, statement.values);
    // The caller states the shape of the row beside the statement that selects it.
    return rows as readonly Row[];
  }

  async execute(statement: Sql): Promise<number> {
    const { tag } = await this.#ask(statement.text, statement.values);
    return Number(/\d+$/.exec(tag)?.[0] ?? 0);
  }

  async later({ text, values }: Sql): Promise<void> {
    this.#requireOpen();
    this.#queue.push({ text, parameters: values.map(toParameter), settle: () => undefined });
  }

  async copyInto(target: string, rows: Iterable<string | Buffer> | AsyncIterable<string | Buffer>): Promise<number> {
    this.#requireOpen();
    if (this.#options.readOnly) throw new TypeError('A transaction that only reads cannot copy rows into a table');
    await this.#send();
    const client = this.#client;
    if (client === undefined) throw new TypeError('A transaction that has begun has a connection');
    const copied = this.#sending.then(async () => {
      const copy = client.query(copyStreams.from(`COPY ${target} FROM STDIN`));
      await pipeline(batchCopyText(rows), copy);
      return copy.rowCount;
    });
    this.#sending = copied.then(nothing, nothing);
    return copied;
  }

  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    if (this.#options.readOnly) return work();
    this.#savepoints += 1;
    const name = `savepoint_${this.#savepoints}`;
    await this.#ask(`SAVEPOINT ${name}`);
    try {
      const value = await work();
      await this.#ask(`RELEASE SAVEPOINT ${name}`);
      return value;
    } catch (error) {
      await Promise.all([this.#ask(`ROLLBACK TO SAVEPOINT ${name}`), this.#ask(`RELEASE SAVEPOINT ${name}`)]);
      throw error;
    }
  }

  /** Sends what waits, ends the transaction, and gives the connection back. Where it fails, `abandon` follows. */
  async commit(): Promise<void> {
    this.#finished = true;
    await this.#sending;
    // Whether the first batch happened must be known before it is done again: COMMIT is not part of it.
    const isFirst = this.#client === undefined;
    if (this.#queue.length > 0 && (isFirst || this.#options.readOnly)) await this.#sendNow();
    const client = this.#client;
    if (client === undefined) return;
    const { answers, failure } = this.#options.readOnly
      ? NOTHING_TO_COMMIT
      : await this.#run(client, [...this.#take(), COMMIT]);
    if (failure !== undefined) throw isConnectionLost(failure.error) ? outcomeUnknown(failure.error) : failure.error;
    this.#client = undefined;
    client.release();
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error.
    if (answers.at(-1)?.tag !== 'COMMIT') throw aborted();
  }

  /** Undoes everything, and gives the connection back. Never fails. */
  async abandon(): Promise<void> {
    this.#finished = true;
    this.#queue = [];
    await this.#sending;
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) await rollBack(client);
  }

  #requireOpen(): void {
    if (this.#finished) {
      throw new TypeError('The transaction has ended: await every statement inside its work function');
    }
  }

  async #ask(text: string, values: readonly unknown[] = []): Promise<Answer> {
    this.#requireOpen();
    const parameters = values.map(toParameter);
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#queue.push({
        text,
        parameters,
        settle: (outcome) => ('answer' in outcome ? resolve(outcome.answer) : reject(outcome.error)),
      });
    });
    // Whoever does not wait for it learns of the failure from the next statement.
    answer.catch(nothing);
    if (!this.#isDue) {
      this.#isDue = true;
      queueMicrotask(() => this.#send().catch(nothing));
    }
    return answer;
  }

  /** Sends what waits, when what was sent before is answered. Rejects as the first of it does that failed. */
  #send(): Promise<void> {
    this.#isDue = false;
    const sent = this.#sending.then(() => this.#sendNow());
    this.#sending = sent.catch(nothing);
    return sent;
  }

  async #sendNow(): Promise<void> {
    const waiting = this.#take();
    if (waiting.length === 0 && this.#client !== undefined) return;
    const { answers, failure } = await this.#sendAll(waiting).catch(
      (error: unknown): BatchOutcome => ({ answers: [], failure: { error } }),
    );
    waiting.forEach(({ settle }, index) => {
      const answer = answers[index];
      settle(answer === undefined ? { error: failure?.error } : { answer });
    });
    if (failure !== undefined) throw failure.error;
  }

  #take(): readonly Waiting[] {
    const waiting = this.#queue;
    this.#queue = [];
    return waiting;
  }

  async #sendAll(statements: readonly Statement[]): Promise<BatchOutcome> {
    const { readOnly, whenReachable, explain } = this.#options;
    const client = this.#client;
    if (client !== undefined) {
      return readOnly ? this.#runSet(client, statements) : this.#run(client, statements);
    }
    try {
      // Nothing has happened before the first answer, so a broken connection is replaced.
      return await whenReachable(() => this.#begin(statements));
    } catch (error) {
      throw explain(error);
    }
  }

  /** Begins on a connection of the pool. Rejects where the transaction did not begin. */
  async #begin(statements: readonly Statement[]): Promise<BatchOutcome> {
    const client = await this.#options.connect();
    const outcome = await this.#runSet(client, statements);
    if (outcome.failure !== undefined && (outcome.isUnset || isConnectionLost(outcome.failure.error))) {
      if (isConnectionLost(outcome.failure.error)) client.release(true);
      else await rollBack(client);
      throw outcome.failure.error;
    }
    this.#client = client;
    return outcome;
  }

  /** Runs statements with what they need in front of them. `isUnset`: that failed. */
  async #runSet(
    client: pg.PoolClient,
    statements: readonly Statement[],
  ): Promise<BatchOutcome & { readonly isUnset: boolean }> {
    const { schema, readOnly } = this.#options;
    const settings = { text: SETTINGS, parameters: [pg.escapeIdentifier(schema), readOnly ? 'on' : 'off'] };
    const before = readOnly ? [settings] : [BEGIN, settings];
    const { answers, ...rest } = await this.#run(client, [...before, ...statements]);
    return { ...rest, answers: answers.slice(before.length), isUnset: answers.length < before.length };
  }

  #run(client: pg.PoolClient, statements: readonly Statement[]): Promise<BatchOutcome> {
    return client.query(new Batch(statements, keptStatements(client))).outcome;
  }
}

const nothing = () => undefined;
