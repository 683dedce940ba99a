import { systemClock } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { enqueue, type NewJob, payloadText } from '../enqueue.ts';
import { nextOccurrence } from './next-occurrence.ts';

/** What a timer adds to the queue when it is due; the timer says when. */
export type TimerJob = Omit<NewJob, 'runAt' | 'keepRunAt'>;

/** A cron expression on the clocks of a time zone (`nextOccurrence`). */
export interface Recurrence {
  readonly cron: string;
  /** IANA name. */
  readonly zone: string;
}

/** Name of the task that looks whether a timer is due. */
export const timerTaskName = 'timer';

/** What the looking job carries. */
export interface TimerPayload {
  readonly schema: string;
  readonly key: string;
}

interface TimerRow {
  readonly key: string;
  readonly due: Date;
  readonly job: TimerJob;
  readonly cron: string | null;
  readonly zone: string | null;
}

/**
 * Adds `job` to the queue once the clock of the transaction's schema reaches `due`; `now` is that clock's present
 * instant. A timer with the same key is replaced.
 */
export async function setTimer(tx: Transaction, key: string, due: Date, now: Date, job: TimerJob): Promise<void> {
  await writeTimer(tx, key, due, job, undefined);
  await planLook(tx, key, due, now);
}

/** Removes a timer; gives whether there was one. A job it has already added stays (`cancelJob`). */
export async function cancelTimer(tx: Transaction, key: string): Promise<boolean> {
  return (await tx.execute(sql`DELETE FROM timers WHERE key = ${key}`)) > 0;
}

/**
 * Adds the jobs of all timers that are due at `now`, and plans the others for what is left of their time; gives the keys
 * of those that were due. For whoever moves a clock, in the same transaction; time that passes by itself needs no call.
 */
export async function releaseDue(tx: Transaction, now: Date): Promise<readonly string[]> {
  const timers = await dueTimers(tx, sql`TRUE`, now);
  for (const timer of timers) await fire(tx, timer, now);
  const waiting = await tx.query<Pick<TimerRow, 'key' | 'due'>>(
    sql`SELECT key, due FROM timers WHERE due > ${now.toISOString()}::timestamptz ORDER BY due, key`,
  );
  for (const timer of waiting) await planLook(tx, timer.key, timer.due, now);
  return timers.map((timer) => timer.key);
}

/** Fires one timer if it is due, else plans another look: the clock was moved back, or runs slower than ours. */
export async function lookAtTimer(tx: Transaction, key: string, now: Date): Promise<void> {
  const [timer] = await dueTimers(tx, sql`key = ${key}`, now);
  if (timer !== undefined) return fire(tx, timer, now);
  const [waiting] = await tx.query<{ readonly due: Date }>(sql`SELECT due FROM timers WHERE key = ${key}`);
  if (waiting !== undefined) await planLook(tx, key, waiting.due, now);
}

/** Writes a timer's row without planning a look at it. */
export async function writeTimer(
  tx: Transaction,
  key: string,
  due: Date,
  job: TimerJob,
  recurrence: Recurrence | undefined,
): Promise<void> {
  payloadText(job.payload);
  await tx.execute(sql`
    INSERT INTO timers (key, due, job, cron, zone)
    VALUES (${key}, ${due.toISOString()}::timestamptz, ${JSON.stringify(job)}::json,
      ${recurrence?.cron ?? null}, ${recurrence?.zone ?? null})
    ON CONFLICT (key) DO UPDATE SET due = excluded.due, job = excluded.job, cron = excluded.cron, zone = excluded.zone`);
}

/** Plans a look at a timer at the real instant at which its clock, if it runs as fast as ours, reaches `due`. */
export async function planLook(tx: Transaction, key: string, due: Date, now: Date): Promise<void> {
  const [row] = await tx.query<{ readonly schema: string }>(sql`SELECT current_schema() AS schema`);
  if (row === undefined) throw new TypeError('The transaction has no schema');
  const payload: TimerPayload = { schema: row.schema, key };
  const waitMillis = Math.max(due.getTime() - now.getTime(), 0);
  await enqueue(tx, {
    task: timerTaskName,
    payload,
    key: `timer ${row.schema} ${key}`,
    runAt: new Date(systemClock.now().getTime() + waitMillis),
  });
}

function dueTimers(tx: Transaction, which: Sql, now: Date): Promise<readonly TimerRow[]> {
  return tx.query<TimerRow>(sql`
    SELECT key, due, job, cron, zone FROM timers
    WHERE ${which} AND due <= ${now.toISOString()}::timestamptz
    ORDER BY due, key FOR UPDATE`);
}

/** The row changes with the job's coming into being, so each occurrence adds one job; those missed add one together. */
async function fire(tx: Transaction, timer: TimerRow, now: Date): Promise<void> {
  const { key, due, job, cron, zone } = timer;
  if (cron === null || zone === null) {
    await enqueue(tx, job);
    await tx.execute(sql`DELETE FROM timers WHERE key = ${key}`);
    return;
  }
  await enqueue(tx, { ...job, payload: { ...job.payload, occurrence: due.toISOString() } });
  const next = nextOccurrence(cron, zone, now);
  await tx.execute(sql`UPDATE timers SET due = ${next.toISOString()}::timestamptz WHERE key = ${key}`);
  await planLook(tx, key, next, now);
}
