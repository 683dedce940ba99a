import type { JournalEntry } from '@headwater/workflows';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import { fromRow, type KeptRow } from './journal-row.ts';

/** What an execution goes on from. */
export interface Remembered {
  readonly entries: readonly JournalEntry[];
  /** The parents of the frames that are open. */
  readonly parents: ReadonlyMap<string, string | null>;
}

/**
 * Reads what is needed to go on with an execution: everything that happened in frames that are still open, and how the frames opened
 * by them closed. What happened inside those, most of a long history, is not read.
 */
export async function readRemembered(tx: Transaction, secrets: Secrets, executionId: string): Promise<Remembered> {
  const rows = await tx.query<KeptRow & { readonly parentFrame: string | null }>(sql`
    WITH RECURSIVE open AS (
      SELECT frame FROM flow_journal
      WHERE execution_id = ${executionId} AND frame = 'root' AND type = 'opened' AND NOT is_void
        AND NOT EXISTS (SELECT FROM flow_journal AS ended WHERE ended.execution_id = ${executionId}
          AND ended.frame = 'root' AND ended.type = 'closed' AND NOT ended.is_void)
      UNION ALL
      SELECT child.frame FROM open
        JOIN flow_journal AS child ON child.execution_id = ${executionId} AND child.parent_frame = open.frame
      WHERE child.type = 'opened' AND NOT child.is_void AND NOT EXISTS (
        SELECT FROM flow_journal AS ended WHERE ended.execution_id = ${executionId}
          AND ended.frame = child.frame AND ended.type = 'closed' AND NOT ended.is_void)
    )
    SELECT row.position, row.type, row.frame, row.parent_frame AS "parentFrame", row.body, row.sealed, row.at
    FROM open JOIN flow_journal AS row ON row.execution_id = ${executionId} AND row.frame = open.frame
    WHERE NOT row.is_void
    UNION ALL
    SELECT row.position, row.type, row.frame, row.parent_frame, row.body, row.sealed, row.at
    FROM open JOIN flow_journal AS row ON row.execution_id = ${executionId} AND row.parent_frame = open.frame
    WHERE row.type = 'closed' AND NOT row.is_void
    ORDER BY position`);
  const parents = new Map<string, string | null>();
  for (const row of rows) if (row.type === 'opened') parents.set(row.frame, row.parentFrame);
  return { entries: rows.map((row) => fromRow(secrets, executionId, row)), parents };
}
