import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

/**
 * Takes the next place of a flow that starts `perSecond` executions a second, on the org's clock; gives how many milliseconds it is
 * away. Starts that wait are in order.
 */
export async function takePlace(tx: Transaction, flowId: string, perSecond: number, now: Date): Promise<number> {
  const [row] = await tx.query<{ readonly wait: number }>(sql`
    INSERT INTO flow_paces AS pace (flow_id, next)
    VALUES (${flowId}, ${now.toISOString()}::timestamptz + make_interval(secs => ${1 / perSecond}::float8))
    ON CONFLICT (flow_id) DO UPDATE
      SET next = greatest(pace.next, ${now.toISOString()}::timestamptz) + make_interval(secs => ${1 / perSecond}::float8)
    RETURNING (extract(epoch FROM next - ${now.toISOString()}::timestamptz) * 1000 - ${1000 / perSecond}::float8)::float8 AS wait`);
  return Math.max(0, Math.round(row?.wait ?? 0));
}
