import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

interface ClosedChild {
  readonly frame: string;
  readonly position: number;
  readonly isBlock: boolean;
}

/**
 * Takes back the failure of an execution, so that it goes on before the card that failed: the failed end of each frame on the way there, and
 * the last failure of its card. What ended well inside stays done. History keeps what was taken back. Gives how many rows; 0 where nothing
 * of the failure is known.
 */
export async function voidFailure(tx: Transaction, executionId: string): Promise<number> {
  let taken = 0;
  let frames: readonly string[] = ['root'];
  // One level of calls a turn: recursion may be thousands deep.
  while (frames.length > 0) {
    const cards = await voidEnds(tx, executionId, frames);
    taken += cards.length;
    const next: string[] = [];
    for (const { frame, card } of cards) next.push(...(await failedChildren(tx, executionId, frame, card)));
    frames = next;
  }
  return taken;
}

/** Takes back that these frames failed, and the card each of them failed at; gives those cards. */
function voidEnds(
  tx: Transaction,
  executionId: string,
  frames: readonly string[],
): Promise<readonly { readonly frame: string; readonly card: string }[]> {
  return tx.query(sql`
    WITH ends AS (
      UPDATE flow_journal SET is_void = true
      WHERE execution_id = ${executionId} AND frame = ANY(${[...frames]}::text[]) AND type = 'closed' AND failed AND NOT is_void
      RETURNING frame
    ), last AS (
      SELECT DISTINCT ON (frame) position FROM flow_journal
      WHERE execution_id = ${executionId} AND frame IN (SELECT frame FROM ends) AND type = 'card' AND failed AND NOT is_void
      ORDER BY frame, position DESC
    )
    UPDATE flow_journal SET is_void = true
    WHERE execution_id = ${executionId} AND position IN (SELECT position FROM last)
    RETURNING frame, card`);
}

/**
 * The frames whose failure made a card fail. Of blocks that is the last: where the try failed the handler had its turn, and failed too. Of
 * calls it is every one, because several may run at a time.
 */
async function failedChildren(
  tx: Transaction,
  executionId: string,
  frame: string,
  card: string,
): Promise<readonly string[]> {
  const children = await tx.query<ClosedChild>(sql`
    SELECT closed.frame, closed.position, (opened.body::json ->> 'block') <> '' AS "isBlock"
    FROM flow_journal AS opened JOIN flow_journal AS closed
      ON closed.execution_id = opened.execution_id AND closed.frame = opened.frame AND closed.type = 'closed'
    WHERE opened.execution_id = ${executionId} AND opened.parent_frame = ${frame} AND opened.card = ${card}
      AND opened.type = 'opened' AND NOT opened.is_void AND closed.failed AND NOT closed.is_void
    ORDER BY closed.position DESC`);
  const [last] = children;
  if (last?.isBlock === true) return [last.frame];
  return children.map((child) => child.frame);
}
