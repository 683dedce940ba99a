import { EventEmitter, once } from 'node:events';
import type { Database } from '../../../src/database/database.ts';
import { enqueue, type NewJob } from '../../../src/jobs/enqueue.ts';
import type { JobLogLine } from '../../../src/jobs/job-log.ts';
import type { JobRunner, JobRunnerOptions } from '../../../src/jobs/job-runner.ts';
import { startJobRunner } from '../../../src/jobs/start-job-runner.ts';

/** Collects what happens, and lets a test await that something has. */
export class Events<T> {
  readonly seen: T[] = [];
  readonly #emitter = new EventEmitter();

  add(event: T): void {
    this.seen.push(event);
    this.#emitter.emit('event');
  }

  /** Resolves with the events once `done` says so of them. */
  async until(done: (seen: readonly T[]) => boolean): Promise<readonly T[]> {
    while (!done(this.seen)) await once(this.#emitter, 'event');
    return this.seen;
  }

  async count(number: number): Promise<readonly T[]> {
    return this.until((seen) => seen.length >= number);
  }
}

export interface BenchRunner extends JobRunner {
  readonly lines: Events<JobLogLine>;
}

/** A runner of this process, with its log. */
export async function startRunner(
  database: Database,
  options: Omit<JobRunnerOptions, 'database' | 'log' | 'processInfo'>,
): Promise<BenchRunner> {
  const lines = new Events<JobLogLine>();
  const runner = await startJobRunner({
    pollIntervalMillis: 100,
    ...options,
    database,
    log: (line) => lines.add(line),
    processInfo: { host: 'test', pid: process.pid },
  });
  return { lines, stop: () => runner.stop() };
}

/** Adds a job in a transaction of its own. */
export function add(database: Database, job: NewJob): Promise<string> {
  return database.inPlatform((tx) => enqueue(tx, job));
}

export interface QueueRow {
  readonly task: string;
  readonly attempts: number;
  readonly locked: boolean;
}

/** The jobs in the queue, in the order in which they would be taken. */
export async function queueRows(database: Database): Promise<readonly QueueRow[]> {
  const result = await database.pool.query<QueueRow>(
    `SELECT task_identifier AS task, attempts, locked_by IS NOT NULL AS locked
     FROM graphile_worker.jobs ORDER BY priority, run_at, id`,
  );
  return result.rows;
}

/** Makes jobs that wait for a retry due now. */
export async function skipBackoff(database: Database): Promise<void> {
  await database.pool.query(`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_by IS NULL`);
}
