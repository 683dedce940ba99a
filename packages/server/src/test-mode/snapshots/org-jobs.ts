import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { enqueue, type NewJob } from '../../jobs/enqueue.ts';
import { timerTaskName } from '../../jobs/timers/timers.ts';

/** A job as a snapshot keeps it. */
export interface KeptJob extends Omit<NewJob, 'runAt'> {
  readonly runAt: string;
}

interface JobRow {
  readonly task: string;
  readonly payload: object;
  readonly queue: string | null;
  readonly key: string | null;
  readonly runAt: Date;
  readonly maxAttempts: number;
  readonly priority: number;
}

/** The org's jobs that wait or run, without the looks at its timers, which are planned from the timers again. */
export async function readOrgJobs(tx: Transaction, org: string): Promise<readonly KeptJob[]> {
  const rows = await tx.query<JobRow>(sql`
    SELECT task.identifier AS task, job.payload, queue.queue_name AS queue, job.key, job.run_at AS "runAt",
           job.max_attempts AS "maxAttempts", job.priority
    FROM graphile_worker._private_jobs AS job
      JOIN graphile_worker._private_tasks AS task ON task.id = job.task_id
      LEFT JOIN graphile_worker._private_job_queues AS queue ON queue.id = job.job_queue_id
    WHERE job.payload ->> 'org' = ${org} AND task.identifier <> ${timerTaskName}
    ORDER BY job.run_at, job.id`);
  return rows.map(({ queue, key, runAt, ...job }) => ({
    ...job,
    ...(queue === null ? {} : { queue }),
    ...(key === null ? {} : { key }),
    runAt: runAt.toISOString(),
  }));
}

/**
 * Takes all jobs of the org off the queue, also those that run: they are held to be lost by their next transaction, which every
 * task begins with (`JobContext.hold`), and write nothing any more.
 */
export async function removeOrgJobs(tx: Transaction, org: string): Promise<void> {
  await tx.execute(sql`
    WITH gone AS (
      DELETE FROM graphile_worker._private_jobs
      WHERE payload ->> 'org' = ${org} OR (payload ->> 'schema' = ${`org_${org}`} AND task_id = (
        SELECT id FROM graphile_worker._private_tasks WHERE identifier = ${timerTaskName}))
      RETURNING job_queue_id, locked_by
    )
    UPDATE graphile_worker._private_job_queues AS queue SET locked_by = NULL, locked_at = NULL
    FROM gone WHERE queue.id = gone.job_queue_id AND queue.locked_by = gone.locked_by`);
}

/** Puts kept jobs on the queue again. */
export async function addOrgJobs(tx: Transaction, jobs: readonly KeptJob[]): Promise<void> {
  for (const { runAt, ...job } of jobs) await enqueue(tx, { ...job, runAt: new Date(runAt) });
}
