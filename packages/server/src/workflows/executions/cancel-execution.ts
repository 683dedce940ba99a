import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { enqueue } from '../../jobs/enqueue.ts';
import { cancelTimer } from '../../jobs/timers/timers.ts';
import type { Org } from '../../orgs/org.ts';
import { executionJob, wakeTimer } from './execution-job.ts';
import { executionConflict, executionNotFound } from './flow-error.ts';
import { announce, CANCELS_CHANNEL } from './signals.ts';

interface Row {
  readonly status: string;
  readonly ended: Date | null;
  readonly admitted: boolean;
  readonly host: string | null;
}

/**
 * Asks for the end of an execution. Who runs it hears of it with the commit and tells the cards that are under way; one that sleeps is woken
 * for it, and one that waits for its turn ends at once. Throws `notFound`, and `conflict` for one that has ended.
 */
export async function cancelExecution(tx: Transaction, org: Org, id: string): Promise<void> {
  const [row] = await tx.query<Row>(sql`
    SELECT status, ended, admitted, host FROM flow_executions WHERE id = ${id} FOR NO KEY UPDATE`);
  if (row === undefined) throw executionNotFound(id);
  if (row.ended !== null) throw executionConflict(`The execution has ended already: it ${wording(row.status)}`);
  if (row.host !== null)
    throw executionConflict('It runs without a journal, for its caller, and cannot be reached from outside');
  if (!row.admitted) {
    await tx.execute(sql`
      UPDATE flow_executions SET status = 'cancelled', cancelling = true, ended = ${org.clock.now()}, input_sealed = NULL
      WHERE id = ${id}`);
    await announce(tx, org, [id]);
    return;
  }
  await tx.execute(sql`UPDATE flow_executions SET cancelling = true WHERE id = ${id}`);
  if (row.status === 'sleeping') {
    await cancelTimer(tx, wakeTimer(id));
    await enqueue(tx, executionJob({ org: org.name, execution: id }));
  }
  await announce(tx, org, [id], CANCELS_CHANNEL);
}

function wording(status: string): string {
  return status === 'cancelled' ? 'was cancelled' : status;
}
