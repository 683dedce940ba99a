import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { inRange, type RecordRange } from './range.ts';

/** One row per record that did something; what it did stands in the record and is not repeated. */
export async function writeChanges(tx: Transaction, range: RecordRange): Promise<void> {
  await tx.later(sql`
    INSERT INTO changes (at, object_id, import_id, record_number)
    SELECT ${range.at}, coalesce(r.user_id, r.source_user_id), r.import_id, r.number
      FROM import_records r
     WHERE ${inRange(range)} AND r.outcome <> 'unchanged' AND (r.source_status IS NOT NULL OR r.user_version IS NOT NULL)
     ORDER BY r.number`);
}
