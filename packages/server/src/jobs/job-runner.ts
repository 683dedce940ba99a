import type { Database } from '../database/database.ts';
import type { Transaction } from '../database/transaction.ts';
import type { JobLog } from './job-log.ts';
import type { Tasks } from './task.ts';

/** How a process shows itself to the others that share the database. */
export interface ProcessInfo {
  readonly host: string;
  readonly pid: number;
  /** Where it can be reached, for people. */
  readonly url?: string;
}

export interface JobRunnerOptions {
  /** Its options also serve the runner's own connections: three, and up to `concurrency` (at most 4) for the queue. */
  readonly database: Database;
  readonly tasks: Tasks;
  /** Jobs at a time. Default 4. */
  readonly concurrency?: number;
  /** How often jobs that became due by the passing of time are looked for, in milliseconds. Default 1,000. */
  readonly pollIntervalMillis?: number;
  /** After how long a job is told to hand on (`shouldYield`). Default 2,000. */
  readonly yieldAfterMillis?: number;
  /** How long `stop` waits for running jobs before it gives them back. Default 10,000. */
  readonly stopGraceMillis?: number;
  /** The safety net under the watching of other processes: how often all of them are checked. Default 10,000. */
  readonly sweepMillis?: number;
  /** The present instant of the clock that rules the timers of the schema `tx` is in. Default: the machine's clock. */
  readonly now?: (tx: Transaction) => Date | Promise<Date>;
  readonly log: JobLog;
  readonly processInfo: ProcessInfo;
}

/** Runs jobs until it is stopped. A lost database only makes it pause. */
export interface JobRunner {
  /**
   * Takes no further job, aborts the signals of those that run, waits for them, gives back what has not ended in time,
   * and leaves the registry of processes. Repeated calls wait for the same end.
   */
  stop(): Promise<void>;
}
