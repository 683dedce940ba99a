import { performance } from 'node:perf_hooks';
import type { Job } from 'graphile-worker';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import { payloadText } from './enqueue.ts';
import { JobError } from './job-error.ts';
import type { Continuation, JobContext } from './task.ts';

interface EndedRow {
  readonly key: string | null;
  readonly queue: string | null;
  readonly run_at: string;
}

/** A job this process has taken. The lock is the job's row saying so; whoever frees it changes the row. */
export class HeldJob implements JobContext {
  readonly id: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly signal: AbortSignal;
  readonly task: string;
  /** How many processes have died while they ran it. */
  readonly deaths: number;
  /** The graphile worker that holds it; one worker holds one job at most. */
  readonly worker: string;
  readonly #job: Job;
  readonly #yieldAt: number;

  constructor(job: Job, signal: AbortSignal, yieldAfterMillis: number) {
    if (job.locked_by === null) throw new TypeError(`Job ${job.id} runs without a lock`);
    this.#job = job;
    this.id = String(job.id);
    this.task = job.task_identifier;
    this.attempt = job.attempts;
    this.maxAttempts = job.max_attempts;
    this.worker = job.locked_by;
    this.signal = signal;
    // `freeWorkers` keeps a number in the flags, which the library declares as true.
    this.deaths = Number(job.flags?.deaths ?? 0);
    this.#yieldAt = performance.now() + yieldAfterMillis;
  }

  shouldYield(): boolean {
    return this.signal.aborted || performance.now() >= this.#yieldAt;
  }

  async hold(tx: Transaction): Promise<void> {
    if (!(await this.isHeld(tx))) throw this.#lost();
  }

  async isHeld(tx: Transaction): Promise<boolean> {
    const rows = await tx.query(sql`
      SELECT FROM graphile_worker._private_jobs
      WHERE id = ${this.id}::bigint AND locked_by = ${this.worker} FOR SHARE`);
    return rows.length > 0;
  }

  async finish(tx: Transaction): Promise<void> {
    await this.#end(tx);
  }

  async handOn(tx: Transaction, next: Continuation = {}): Promise<void> {
    // The row's key counts, not the one the job started with: a newer job with the same key has taken it over.
    const { key, queue, run_at: runAt } = await this.#end(tx);
    const { payload, priority } = this.#job;
    if (typeof payload !== 'object' || payload === null) throw new TypeError(`Job ${this.id} has no object as payload`);
    await tx.query(sql`
      SELECT FROM graphile_worker.add_job(
        identifier => ${this.task}, payload => ${payloadText(next.payload ?? payload)}::json, queue_name => ${queue},
        run_at => coalesce(${next.runAt?.toISOString() ?? null}::timestamptz, ${runAt}::timestamptz),
        max_attempts => ${this.maxAttempts}::int, job_key => ${key}, priority => ${priority}::int)`);
  }

  /** The continuation keeps the job's place: just before everything that was queued with it or after it. */
  async #end(tx: Transaction): Promise<EndedRow> {
    const [row] = await tx.query<EndedRow>(sql`
      WITH job AS (
        DELETE FROM graphile_worker._private_jobs
        WHERE id = ${this.id}::bigint AND locked_by = ${this.worker}
        RETURNING key, job_queue_id, run_at
      ), freed AS (
        UPDATE graphile_worker._private_job_queues AS queue SET locked_by = NULL, locked_at = NULL
        FROM job WHERE queue.id = job.job_queue_id AND queue.locked_by = ${this.worker}
      )
      SELECT job.key, queue.queue_name AS queue, (job.run_at - interval '1 microsecond')::text AS run_at
      FROM job LEFT JOIN graphile_worker._private_job_queues AS queue ON queue.id = job.job_queue_id`);
    if (row === undefined) throw this.#lost();
    return row;
  }

  #lost(): JobError {
    return new JobError(
      'job_lost',
      `Job ${this.id} (${this.task}) is not this process's any more: it has ended, or another process has taken it over`,
    );
  }
}
