import type { FlowKind } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { enqueue } from '../../jobs/enqueue.ts';
import type { Org } from '../../orgs/org.ts';
import { executionJob } from './execution-job.ts';
import { type RunSettings, readRunSettings } from './runnable-flow.ts';

/**
 * Lets executions begin that wait for their turn, oldest first, as far as their flows have room. After an end, a higher limit, or
 * none any more.
 */
export async function admitWaiting(tx: Transaction, org: Org, flowIds: readonly string[]): Promise<void> {
  // In one order, so that two processes do not wait for each other.
  for (const flowId of [...flowIds].sort()) {
    const room = await roomOf(tx, flowId);
    if (room > 0) await admit(tx, org, flowId, room);
  }
}

/**
 * Locks a limited flow until `tx` ends, so that starts and ends of its executions take turns; gives how many more may run.
 */
export async function roomOf(tx: Transaction, flowId: string): Promise<number> {
  const [flow] = await tx.query<{ readonly kind: FlowKind; readonly settings: Partial<RunSettings> }>(
    sql`SELECT kind, settings FROM flows WHERE id = ${flowId} FOR NO KEY UPDATE`,
  );
  if (flow === undefined) return 0;
  const { concurrency } = readRunSettings(flow.kind, flow.settings);
  if (concurrency === null) return Number.MAX_SAFE_INTEGER;
  // A statement of its own, so that it sees what was committed while the lock was waited for.
  const [active] = await tx.query<{ readonly number: number }>(sql`
    SELECT count(*)::int AS number FROM flow_executions WHERE flow_id = ${flowId} AND ended IS NULL AND admitted`);
  return Math.max(0, concurrency - (active?.number ?? 0));
}

/** More at a time would make the transaction long; the next end, or sweep, goes on. */
const MOST_ADMITTED = 1_000;

async function admit(tx: Transaction, org: Org, flowId: string, room: number): Promise<void> {
  const admitted = await tx.query<{ readonly id: string }>(sql`
    UPDATE flow_executions SET admitted = true
    WHERE id = ANY(ARRAY(
      SELECT id FROM flow_executions WHERE flow_id = ${flowId} AND NOT admitted AND ended IS NULL
      ORDER BY queued, id LIMIT ${Math.min(room, MOST_ADMITTED)}))
    RETURNING id`);
  for (const { id } of admitted) await enqueue(tx, executionJob({ org: org.name, execution: id }));
}
