import type { FlowJournalEntry } from '@headwater/protocol';
import { toJson } from '@headwater/workflows';
import sql, { join } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { executionNotFound } from '../executions/flow-error.ts';
import { readShown } from './stored-value.ts';

/** Longer messages are not shown (workflows-functions 15). */
const MOST_CHARACTERS = 1024 * 1024;

interface HistoryRow {
  readonly position: number;
  readonly type: FlowJournalEntry['type'];
  readonly frame: string;
  readonly card: string | null;
  readonly failed: boolean;
  readonly isVoid: boolean;
  readonly at: Date;
  readonly body: string | null;
  readonly isLarge: boolean;
}

export interface HistoryQuery {
  /** Only what happened in this frame, and the frames that its cards opened; default: everything. */
  readonly frame?: string | undefined;
  /** Only what is about this card. */
  readonly card?: string | undefined;
  /** Behind this position; -1 for the beginning. */
  readonly after: number;
  readonly limit: number;
}

/** What happened in an execution, in order. Throws `notFound`. */
export async function readHistory(
  tx: Transaction,
  executionId: string,
  { frame, card, after, limit }: HistoryQuery,
): Promise<readonly FlowJournalEntry[]> {
  const [execution] = await tx.query<{ readonly savesData: boolean }>(
    sql`SELECT saves_data AS "savesData" FROM flow_executions WHERE id = ${executionId}`,
  );
  if (execution === undefined) throw executionNotFound(executionId);
  const conditions = [sql`execution_id = ${executionId}`, sql`position > ${after}`];
  if (frame !== undefined) conditions.push(sql`(frame = ${frame} OR parent_frame = ${frame})`);
  if (card !== undefined) conditions.push(sql`card = ${card}`);
  const rows = await tx.query<HistoryRow>(sql`
    SELECT position, type, frame, card, failed, is_void AS "isVoid", at, coalesce(length(body) > ${MOST_CHARACTERS}, false) AS "isLarge",
      CASE WHEN ${execution.savesData}::boolean AND length(body) <= ${MOST_CHARACTERS} THEN body END AS body
    FROM flow_journal WHERE ${join(conditions, ' AND ')} ORDER BY position LIMIT ${limit}`);
  return rows.map((row) => present(row, execution.savesData));
}

function present({ isVoid, isLarge, body, at, ...row }: HistoryRow, savesData: boolean): FlowJournalEntry {
  return {
    ...row,
    void: isVoid,
    at: at.toISOString(),
    details: body === null ? null : toJson(readShown(body)),
    ...(isLarge && savesData ? { tooLarge: true } : {}),
  };
}
