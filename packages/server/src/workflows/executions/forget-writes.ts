import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

/**
 * Forgets which writes to tables executions did, once they cannot be repeated any more. The table port remembers them as steps of a run
 * named after the execution.
 */
export async function forgetWrites(tx: Transaction, executions: readonly string[]): Promise<void> {
  await tx.later(sql`DELETE FROM journal WHERE run = ANY(${[...executions]}::text[])`);
}
