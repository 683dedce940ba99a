import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { inRange, type RecordRange } from './range.ts';

/** What a record that waits for a person waits as; null for the others. */
const MATCH_TYPE = sql`CASE WHEN r.source_status IN ('IMPORTED', 'MATCHED') THEN upper(r.match) END`;

export async function insertSourceUsers(tx: Transaction, range: RecordRange): Promise<void> {
  await tx.later(sql`
    INSERT INTO source_users (id, source_id, external_id, status, user_id, match_type, profile, fingerprint,
                              created, last_updated)
    SELECT r.source_user_id, ${range.sourceId}, r.external_id, r.source_status, r.user_id, ${MATCH_TYPE}, r.source_after,
           r.fingerprint, ${range.at}, ${range.at}
      FROM import_records r
     WHERE ${inRange(range)} AND r.source_status IS NOT NULL AND r.source_version IS NULL`);
}

/**
 * A deleted record keeps the user it was linked to, so that the same person can come back under the same id, until another record
 * of the source takes the user over. Of an unchanged
 * record only the fingerprint is written: it is no new version. Gives the number of those that are still as the plan saw them; the
 * others are left alone.
 */
export async function updateSourceUsers(tx: Transaction, range: RecordRange): Promise<number> {
  return tx.execute(sql`
    UPDATE source_users s
       SET status = r.source_status,
           user_id = CASE WHEN r.action = 'upsert' THEN r.user_id ELSE s.user_id END,
           match_type = ${MATCH_TYPE},
           profile = coalesce(r.source_after, s.profile),
           fingerprint = r.fingerprint,
           version = CASE WHEN r.outcome = 'unchanged' THEN s.version ELSE s.version + 1 END,
           last_updated = CASE WHEN r.outcome = 'unchanged' THEN s.last_updated ELSE ${range.at} END
      FROM import_records r
     WHERE ${inRange(range)} AND s.id = r.source_user_id AND r.source_status IS NOT NULL AND s.version = r.source_version`);
}

/**
 * Makes the other sources of a user whose record is gone evaluate theirs again: one of them may own the user now, and its values
 * apply (import-semantics 2.4, "User sourced elsewhere").
 */
export async function reconsiderOthers(tx: Transaction, range: RecordRange): Promise<void> {
  await tx.later(sql`
    UPDATE source_users s SET fingerprint = NULL
      FROM import_records r
     WHERE ${inRange(range)} AND r.action = 'delete' AND s.user_id = r.user_id AND s.source_id <> ${range.sourceId}
       AND s.fingerprint IS NOT NULL`);
}
