import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { enqueue } from '../../jobs/enqueue.ts';
import type { Org } from '../../orgs/org.ts';
import { voidFailure } from '../journal/void-failure.ts';
import { roomOf } from './admit-waiting.ts';
import { executionJob } from './execution-job.ts';
import { executionConflict, executionNotFound } from './flow-error.ts';

interface Row {
  readonly flowId: string;
  readonly status: string;
  readonly durable: boolean;
  readonly savesData: boolean;
}

/**
 * Begins a failed execution again at the card that failed, with the version of the pack it ran with: what it did before is not repeated.
 * Throws `notFound`, and `conflict` for one that did not fail, or of which not enough is kept.
 */
export async function retryExecution(tx: Transaction, org: Org, id: string): Promise<void> {
  const [row] = await tx.query<Row>(sql`
    SELECT flow_id AS "flowId", status, durable, saves_data AS "savesData" FROM flow_executions
    WHERE id = ${id} FOR NO KEY UPDATE`);
  if (row === undefined) throw executionNotFound(id);
  if (row.status !== 'failed')
    throw executionConflict('Only an execution that failed can be begun again where it failed');
  if (!row.durable || !row.savesData) {
    throw executionConflict('The flow keeps too little of its executions to go on with one; start it anew');
  }
  await voidFailure(tx, id);
  const isAdmitted = (await roomOf(tx, row.flowId)) > 0;
  await tx.execute(sql`
    UPDATE flow_executions SET status = 'queued', ended = NULL, outcome = NULL, cancelling = false, admitted = ${isAdmitted},
      retries = retries + 1
    WHERE id = ${id}`);
  if (isAdmitted) await enqueue(tx, executionJob({ org: org.name, execution: id }));
}
