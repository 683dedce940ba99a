import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { presentCursor } from '../../system-log/read-log.ts';

/** How far the log was read for flows. Locked by who reads on: */
export type EventCursor =
  | { readonly state: 'at'; readonly after: string }
  /** Another process reads on. */
  | { readonly state: 'busy' };

/**
 * Takes the org's cursor until `tx` ends. Where there is none it begins now: events from before the first flow listened start
 * nothing.
 */
export async function takeCursor(tx: Transaction): Promise<EventCursor> {
  const [row] = await tx.query<{ readonly cursor: string }>(
    sql`SELECT cursor FROM flow_event_cursor FOR UPDATE SKIP LOCKED`,
  );
  if (row !== undefined) return { state: 'at', after: row.cursor };
  const begun = await tx.execute(sql`
    INSERT INTO flow_event_cursor (cursor) VALUES (${await presentCursor(tx)}) ON CONFLICT DO NOTHING`);
  if (begun === 0) return { state: 'busy' };
  const [made] = await tx.query<{ readonly cursor: string }>(sql`SELECT cursor FROM flow_event_cursor`);
  return made === undefined ? { state: 'busy' } : { state: 'at', after: made.cursor };
}

export async function moveCursor(tx: Transaction, after: string): Promise<void> {
  await tx.execute(sql`UPDATE flow_event_cursor SET cursor = ${after}`);
}

/** No flow listens any more. */
export async function dropCursor(tx: Transaction): Promise<void> {
  await tx.execute(sql`DELETE FROM flow_event_cursor`);
}
