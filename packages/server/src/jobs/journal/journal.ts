import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

/** A value that survives JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** One step that happened. */
export interface JournalEntry {
  readonly step: string;
  readonly result: JsonValue;
  readonly at: Date;
}

interface ResultRow {
  readonly result: JsonValue;
}

/** The entries of a run in the order in which they were begun. */
export function readJournal(tx: Transaction, run: string): Promise<readonly JournalEntry[]> {
  return tx.query<JournalEntry>(sql`SELECT step, result, at FROM journal WHERE run = ${run} ORDER BY position`);
}

/** The result a step left, or undefined when it has not happened. A recorded `null` is an object with `result: null`. */
export async function readStep(
  tx: Transaction,
  run: string,
  step: string,
): Promise<{ readonly result: JsonValue } | undefined> {
  const [row] = await tx.query<ResultRow>(sql`SELECT result FROM journal WHERE run = ${run} AND step = ${step}`);
  return row;
}

/**
 * Claims a step and gives it a result, unless it has one. Waits for a transaction that is doing the same step. Gives
 * undefined when the claim is ours, else what the step left before.
 */
async function claimStep(
  tx: Transaction,
  run: string,
  step: string,
  result: string,
  at: Date,
): Promise<{ readonly result: JsonValue } | undefined> {
  const inserted = await tx.execute(sql`
    INSERT INTO journal (run, step, result, at) VALUES (${run}, ${step}, ${result}::json, ${at.toISOString()}::timestamptz)
    ON CONFLICT DO NOTHING`);
  return inserted === 1 ? undefined : ((await readStep(tx, run, step)) ?? { result: null });
}

/**
 * Records the result of an effect outside the database (a request that was sent) once it has one. The first record of a
 * step stays: gives the result that counts.
 */
export async function recordStep(
  tx: Transaction,
  run: string,
  step: string,
  at: Date,
  result: JsonValue,
): Promise<JsonValue> {
  const before = await claimStep(tx, run, step, JSON.stringify(result), at);
  return before === undefined ? result : before.result;
}

/**
 * Does `work` once per run and step: its effects in `tx` and the record of its result commit together; a repetition
 * gives the recorded result and does nothing. Two processes at the same step take turns. A result of undefined is
 * recorded as null.
 */
export async function step<Result extends JsonValue | undefined>(
  tx: Transaction,
  run: string,
  name: string,
  at: Date,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = await claimStep(tx, run, name, 'null', at);
  // What is recorded is what an earlier call of this same step returned.
  if (before !== undefined) return before.result as Result;
  const result = await work();
  const text = JSON.stringify(result ?? null);
  await tx.execute(sql`UPDATE journal SET result = ${text}::json WHERE run = ${run} AND step = ${name}`);
  return result;
}

/** Removes the entries of a run; gives their number. */
export function forget(tx: Transaction, run: string): Promise<number> {
  return tx.execute(sql`DELETE FROM journal WHERE run = ${run}`);
}
