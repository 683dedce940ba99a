import type { Profile } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { claimUniqueValues } from '../../directory/profile-schemas/unique-values.ts';
import { inRange, type RecordRange } from './range.ts';

/** Claims the unique values of the range's users; whether all were granted. */
export async function claimUnique(tx: Transaction, range: RecordRange, unique: readonly string[]): Promise<boolean> {
  if (unique.length === 0) return true;
  const rows = await tx.query<{ user_id: string; user_after: string }>(sql`
    SELECT r.user_id, r.user_after FROM import_records r
     WHERE ${inRange(range)} AND r.user_after IS NOT NULL ORDER BY r.number`);
  const claims = rows.map((row) => ({ userId: row.user_id, profile: JSON.parse(row.user_after) as Profile }));
  return (await claimUniqueValues(tx, claims)).length === 0;
}
