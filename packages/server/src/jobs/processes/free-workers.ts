import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

/** Why workers do not hold their jobs any more. */
export type FreeReason = 'died' | 'gaveBack';

/** What was freed. */
export interface Freed {
  readonly jobs: number;
  readonly queues: number;
}

/**
 * Lets the jobs and serial queues of these workers run on at once. The attempt that was cut short is not counted, or a
 * job on its last attempt would never run again. Deaths are counted in the job's flags (`HeldJob.deaths`).
 */
export async function freeWorkers(tx: Transaction, workers: readonly string[], reason: FreeReason): Promise<Freed> {
  if (workers.length === 0) return { jobs: 0, queues: 0 };
  const deaths = reason === 'died' ? 1 : 0;
  const [freed] = await tx.query<Freed>(sql`
    WITH jobs AS (
      UPDATE graphile_worker._private_jobs AS job
      SET locked_at = NULL, locked_by = NULL,
        attempts = CASE WHEN flags ? 'cancelled' THEN attempts ELSE greatest(attempts - 1, 0) END,
        flags = CASE WHEN ${deaths}::int = 0 THEN flags
          ELSE coalesce(flags, '{}') || jsonb_build_object('deaths', coalesce((flags->>'deaths')::int, 0) + 1) END
      WHERE locked_by = ANY (${[...workers]}::text[])
      RETURNING id
    ), queues AS (
      UPDATE graphile_worker._private_job_queues
      SET locked_at = NULL, locked_by = NULL
      WHERE locked_by = ANY (${[...workers]}::text[])
      RETURNING id
    )
    SELECT (SELECT count(*)::int FROM jobs) AS jobs, (SELECT count(*)::int FROM queues) AS queues`);
  if (freed === undefined) throw new TypeError('Freeing workers returned no row');
  const wake = JSON.stringify({ count: Math.max(freed.jobs, freed.queues) });
  if (freed.jobs + freed.queues > 0) await tx.query(sql`SELECT pg_notify('jobs:insert', ${wake})`);
  return freed;
}
