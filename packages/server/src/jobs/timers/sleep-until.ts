import type { Transaction } from '../../database/transaction.ts';
import { recordStep } from '../journal/journal.ts';
import { cancelTimer, setTimer, type TimerJob } from './timers.ts';

export interface Sleep {
  readonly run: string;
  readonly step: string;
  /** When to go on, on the org's clock. The first call decides; later calls may compute something else. */
  readonly until: Date;
  /** The org's clock. */
  readonly now: Date;
  /** The job that goes on with the run. */
  readonly wake: TimerJob;
}

/** `woken`: the time has come, go on. `asleep`: end the job; `wake` is added when it has. */
export type SleepState = 'woken' | 'asleep';

function timerKey(sleep: Sleep): string {
  return `sleep ${sleep.run} ${sleep.step}`;
}

/** The instant a sleep ends, decided by the first call. */
async function endOf(tx: Transaction, sleep: Sleep): Promise<Date> {
  const recorded = await recordStep(tx, sleep.run, sleep.step, sleep.now, sleep.until.toISOString());
  if (typeof recorded !== 'string') throw new TypeError(`Step ${sleep.step} of run ${sleep.run} is not a sleep`);
  return new Date(recorded);
}

/**
 * A sleep that outlives every process: an entry in the journal, whose result is the instant it ends, and a timer. Called
 * again for the same step it says whether that instant has come.
 */
export async function sleepUntil(tx: Transaction, sleep: Sleep): Promise<SleepState> {
  const until = await endOf(tx, sleep);
  if (sleep.now >= until) {
    await cancelTimer(tx, timerKey(sleep));
    return 'woken';
  }
  await setTimer(tx, timerKey(sleep), until, sleep.now, sleep.wake);
  return 'asleep';
}
