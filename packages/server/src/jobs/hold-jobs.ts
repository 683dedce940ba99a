import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { JobContext } from './task.ts';

/** A job and who holds it. */
export type HeldBy = Pick<JobContext, 'id' | 'worker'>;

/**
 * `JobContext.hold` for many jobs in one statement: proves until `tx` ends which of them this process still owns; gives their ids.
 * For work that writes down what several jobs did in one transaction.
 */
export async function holdJobs(tx: Transaction, jobs: readonly HeldBy[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ readonly id: string }>(sql`
    SELECT job.id::text AS id
    FROM unnest(${jobs.map(({ id }) => id)}::bigint[], ${jobs.map(({ worker }) => worker)}::text[]) AS held (id, worker)
      JOIN graphile_worker._private_jobs AS job ON job.id = held.id AND job.locked_by = held.worker
    ORDER BY job.id FOR SHARE OF job`);
  return new Set(rows.map(({ id }) => id));
}

/** `JobContext.finish` for many jobs, none of them in a serial queue, that `holdJobs` gave in the same transaction. */
export async function finishJobs(tx: Transaction, jobs: readonly HeldBy[]): Promise<void> {
  await tx.later(sql`DELETE FROM graphile_worker._private_jobs WHERE id = ANY(${jobs.map(({ id }) => id)}::bigint[])`);
}
