import { encodeValue } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { admitWaiting } from './admit-waiting.ts';
import { announce } from './signals.ts';

/** Ends an execution that the infrastructure, not its flow, made fail. One that has ended stays as it is. */
export async function failExecution(tx: Transaction, org: Org, id: string, message: string): Promise<void> {
  const outcome = JSON.stringify(encodeValue({ status: 'failed', error: { message } }));
  const [row] = await tx.query<{ readonly flowId: string }>(sql`
    UPDATE flow_executions SET status = 'failed', ended = ${org.clock.now()}, wake = NULL, outcome = ${outcome}
    WHERE id = ${id} AND ended IS NULL RETURNING flow_id AS "flowId"`);
  if (row === undefined) return;
  await admitWaiting(tx, org, [row.flowId]);
  await announce(tx, org, [id]);
}
