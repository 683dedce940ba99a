import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { inRange, type RecordRange } from './range.ts';

/**
 * The groups whose members of the directory change because the range links people whom the source knew before, or moves their users:
 * what their source says of them comes into effect with the link (import-semantics 2.7). To be asked before links move.
 */
export async function groupsOfLinks(tx: Transaction, range: RecordRange): Promise<readonly string[]> {
  const rows = await tx.query<{ readonly id: string }>(sql`
    SELECT m.group_id AS id
      FROM import_records r JOIN source_memberships m ON m.source_user_id = r.source_user_id
     WHERE ${inRange(range)} AND r.link IS NOT NULL AND r.source_version IS NOT NULL
     UNION
    SELECT m.group_id
      FROM import_records r
      JOIN source_users s ON s.user_id = r.user_id AND s.source_id = ${range.sourceId} AND s.external_id <> r.external_id
      JOIN source_memberships m ON m.source_user_id = s.id
     WHERE ${inRange(range)} AND r.link = 'moved'`);
  return rows.map(({ id }) => id);
}

/** Moves the time of the last change of members. */
export async function touchGroupsOfLinks(tx: Transaction, groupIds: readonly string[], at: Date): Promise<void> {
  await tx.execute(sql`UPDATE groups SET last_membership_updated = ${at} WHERE id = ANY(${groupIds}::text[])`);
}
