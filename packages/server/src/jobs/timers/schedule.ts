import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { nextOccurrence } from './next-occurrence.ts';
import { cancelTimer, planLook, type Recurrence, type TimerJob, writeTimer } from './timers.ts';

interface ScheduleRow {
  readonly due: Date;
  readonly cron: string | null;
  readonly zone: string | null;
}

function timerKey(name: string): string {
  return `schedule ${name}`;
}

/**
 * Makes `job` run at every occurrence, its payload extended by `occurrence`, the instant it stands for (ISO 8601). Each
 * occurrence runs once, whatever the number of processes; those missed run once, together. A run that has not started
 * when the next one is due is replaced by it. Calling it again with the same recurrence changes the job only, so it may
 * be called at every start. `now` is the clock of the transaction's schema. Gives the next occurrence; throws a JobError
 * `schedule_invalid`.
 */
export async function schedule(
  tx: Transaction,
  name: string,
  recurrence: Recurrence,
  now: Date,
  job: TimerJob,
): Promise<Date> {
  const key = timerKey(name);
  const first = nextOccurrence(recurrence.cron, recurrence.zone, now);
  const [before] = await tx.query<ScheduleRow>(sql`SELECT due, cron, zone FROM timers WHERE key = ${key} FOR UPDATE`);
  const same = before?.cron === recurrence.cron && before.zone === recurrence.zone;
  const due = before !== undefined && same ? before.due : first;
  const [{ schema } = { schema: '' }] = await tx.query<{ readonly schema: string }>(
    sql`SELECT current_schema() AS schema`,
  );
  await writeTimer(tx, key, due, { key: `schedule ${schema} ${name}`, ...job }, recurrence);
  await planLook(tx, key, due, now);
  return due;
}

/** Ends a schedule; gives whether there was one. A run it has already added stays. */
export function unschedule(tx: Transaction, name: string): Promise<boolean> {
  return cancelTimer(tx, timerKey(name));
}
