import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';

/** A piece of work for the queue. */
export interface NewJob {
  /** The name of its task in `JobRunnerOptions.tasks`. */
  readonly task: string;
  /** JSON object handed to the task. The queue merges arrays of jobs with the same key, so an array is a TypeError. */
  readonly payload: object;
  /** Jobs of the same queue run one after the other, over all processes. */
  readonly queue?: string;
  /** Not before this instant of the real clock (for an org's clock: `setTimer`). Default: at once. */
  readonly runAt?: Date;
  /**
   * A job with this key that has not started is replaced, retries included. One that is running is left to finish,
   * is not retried any more, and the new one follows it. At most 512 characters.
   */
  readonly key?: string;
  /** With `key`: the replaced job's time stays. */
  readonly keepRunAt?: boolean;
  /** How often its task may fail. Default 25, which is about three days of retries. */
  readonly maxAttempts?: number;
  /** Lower runs first. Default 0. */
  readonly priority?: number;
}

/** JSON text of a payload. Throws a TypeError for what is not a JSON object. */
export function payloadText(payload: object): string {
  if (Array.isArray(payload)) {
    throw new TypeError('The payload of a job is an array; wrap it in an object, because the queue merges arrays');
  }
  return JSON.stringify(payload);
}

/**
 * Adds a job that exists exactly if the caller's transaction commits; a runner of any process starts it within
 * milliseconds of that. Gives the job's id.
 */
export async function enqueue(tx: Transaction, job: NewJob): Promise<string> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const id = await addJob(tx, job);
    if (id !== null) return id;
  }
  throw new TypeError(`The queue took no job with the key ${job.key}`);
}

/** Each time the job with the key, or the next one with it, has to be taken by a worker within one statement. */
const MOST_ATTEMPTS = 10;

/**
 * Null when the job with the same key was taken by a worker while the queue was about to replace it: seen as waiting by the first half
 * of `add_job`, as running by the second, which then does nothing. The next statement sees it running.
 */
async function addJob(tx: Transaction, job: NewJob): Promise<string | null> {
  const mode = job.keepRunAt === true ? 'preserve_run_at' : 'replace';
  const [row] = await tx.query<{ readonly id: string | null }>(sql`
    SELECT (graphile_worker.add_job(
      identifier => ${job.task}, payload => ${payloadText(job.payload)}::json, queue_name => ${job.queue ?? null},
      run_at => ${job.runAt?.toISOString() ?? null}::timestamptz, max_attempts => ${job.maxAttempts ?? null}::int,
      job_key => ${job.key ?? null}, priority => ${job.priority ?? null}::int, job_key_mode => ${mode}
    )).id::text AS id`);
  if (row === undefined) throw new TypeError('add_job returned no row');
  return row.id;
}
