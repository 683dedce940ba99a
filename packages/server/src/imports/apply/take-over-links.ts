import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { inRange, type RecordRange } from './range.ts';

interface Succession {
  /** Source user that the user was linked to. */
  readonly former: string;
  /** Source user that the user is linked to now. */
  readonly heir: string;
}

/**
 * A user has one record of a source. Where a record takes a user over from another one of its source, the memberships that the
 * source gave the former record go along, so that the person keeps them (import-semantics scenario 37), and the source finds and
 * removes them under the new external id. What the same import takes from the former record stays there, to be removed.
 */
export async function takeOverLinks(tx: Transaction, range: RecordRange): Promise<void> {
  const successions = await tx.query<Succession>(sql`
    SELECT s.id AS former, r.source_user_id AS heir
      FROM import_records r JOIN source_users s ON s.user_id = r.user_id AND s.source_id = ${range.sourceId}
     WHERE ${inRange(range)} AND r.link IN ('moved', 'matched') AND s.external_id <> r.external_id`);
  if (successions.length === 0) return;
  const formers = successions.map(({ former }) => former);
  await tx.execute(sql`
    WITH handed AS (
      DELETE FROM source_memberships m
       USING unnest(${formers}::text[], ${successions.map(({ heir }) => heir)}::text[]) AS succession (former, heir)
       WHERE m.source_user_id = succession.former
         AND NOT EXISTS (
           SELECT FROM import_membership_records d
            WHERE d.import_id = ${range.importId} AND d.action = 'delete' AND d.outcome = 'removed'
              AND d.group_id = m.group_id AND d.source_user_id = m.source_user_id)
      RETURNING m.group_id, succession.heir, m.created)
    INSERT INTO source_memberships (group_id, source_user_id, created)
    SELECT group_id, heir, min(created) FROM handed GROUP BY group_id, heir
        ON CONFLICT DO NOTHING`);
  await tx.execute(sql`UPDATE source_users SET user_id = NULL, fingerprint = NULL WHERE id = ANY(${formers}::text[])`);
}
