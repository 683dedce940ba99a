import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { inRange, type RecordRange } from './range.ts';

/**
 * The groups whose members of the directory change because the range links people whom the source knew before: what their source
 * says of them comes into effect with the link (import-semantics 2.7). To be asked before links are taken over: the memberships
 * that come along change nobody's groups.
 */
export async function groupsOfLinks(tx: Transaction, range: RecordRange): Promise<readonly string[]> {
  const rows = await tx.query<{ readonly id: string }>(sql`
    SELECT DISTINCT m.group_id AS id
      FROM import_records r JOIN source_memberships m ON m.source_user_id = r.source_user_id
     WHERE ${inRange(range)} AND r.link IS NOT NULL AND r.source_version IS NOT NULL`);
  return rows.map(({ id }) => id);
}

/** Moves the time of the last change of members. */
export async function touchGroupsOfLinks(tx: Transaction, groupIds: readonly string[], at: Date): Promise<void> {
  await tx.later(sql`UPDATE groups SET last_membership_updated = ${at} WHERE id = ANY(${groupIds}::text[])`);
}
