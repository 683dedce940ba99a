import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';

/** What became of a job that was cancelled: it never ran, it runs now for the last time, or there was none. */
export type Cancelled = 'removed' | 'running' | 'unknown';

/**
 * Takes the job with this key out of the queue. A running one is not interrupted, but neither a failure nor the death
 * of its process makes it run again.
 */
export async function cancelJob(tx: Transaction, key: string): Promise<Cancelled> {
  const removed = await tx.execute(
    sql`DELETE FROM graphile_worker._private_jobs WHERE key = ${key} AND locked_at IS NULL`,
  );
  if (removed > 0) return 'removed';
  const running = await tx.execute(sql`
    UPDATE graphile_worker._private_jobs
    SET key = NULL, attempts = max_attempts, flags = coalesce(flags, '{}') || '{"cancelled": true}'
    WHERE key = ${key}`);
  return running > 0 ? 'running' : 'unknown';
}
