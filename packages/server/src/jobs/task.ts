import type { Transaction } from '../database/transaction.ts';

/** How a job continues in its next one; what is not given stays as it is. */
export interface Continuation {
  readonly payload?: object;
  /** Not before this instant of the real clock. Default: at once. */
  readonly runAt?: Date;
}

/** The running job, as its task sees it. */
export interface JobContext {
  /** The queue's number of the job. */
  readonly id: string;
  /** Who holds it: the worker's name in the queue (`holdJobs`). */
  readonly worker: string;
  /** 1 for the first try. Tries that ended with the death or the stop of their process do not count. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /**
   * Aborted when the runner stops or loses the database. Finish the step at hand and hand on, or throw
   * `signal.reason`: the job then runs again at once, here or elsewhere, and no attempt is counted.
   */
  readonly signal: AbortSignal;
  /** True once the job has worked for `yieldAfterMillis`, or is asked to stop: time to hand on. */
  shouldYield(): boolean;
  /**
   * Proves, until `tx` ends, that this process still owns the job; throws a JobError `job_lost` when another has taken
   * it over. Every transaction whose effects must not happen twice begins with it.
   */
  hold(tx: Transaction): Promise<void>;
  /**
   * Ends this job and adds its continuation (same task, queue, key, priority) with the commit of `tx`: exactly one of
   * the two exists at any time. Nothing but returning may follow, because the continuation may start at once. Throws a
   * JobError `job_lost`.
   */
  handOn(tx: Transaction, next?: Continuation): Promise<void>;
  /** Ends this job with the commit of `tx`, so that it cannot run again once its last effects are there. Throws `job_lost`. */
  finish(tx: Transaction): Promise<void>;
}

/** One kind of job. */
export interface Task {
  /**
   * Does the work for seconds, then returns, or hands on. It may run again after any failure or kill: its effects are
   * idempotent, or in a transaction with `hold`, `handOn`, `finish` or a journal step. What it throws counts as a
   * failure and is retried after e^attempt seconds (3 s, 7 s, 20 s, 55 s …).
   */
  run(payload: unknown, context: JobContext): Promise<void>;
  /**
   * Called instead of a retry when the last attempt has failed, or when the job was running at the death of twenty
   * processes; the job is removed after it. If it throws, the last attempt is made again.
   */
  failed?(payload: unknown, error: Error, context: JobContext): Promise<void>;
}

/** Tasks by name. */
export type Tasks = Readonly<Record<string, Task>>;
