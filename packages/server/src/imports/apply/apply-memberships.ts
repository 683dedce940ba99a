import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { PlanOutdated } from './apply-range.ts';
import { countOutcomes, noteApplied, type RangeOutcomes } from './object-range.ts';
import type { RecordRange } from './range.ts';

/**
 * Applies planned memberships, in one statement. Throws `PlanOutdated` when a pair, a group or a member is no longer as the plan
 * saw it, and lets a foreign key violation through when a group has gone since; in both cases the transaction must be rolled back.
 * @param before the range before this one, applied side by side: the log of applied ranges keeps the order of the records
 */
export async function applyMemberships(
  tx: Transaction,
  range: RecordRange,
  before: Promise<void> = Promise.resolve(),
): Promise<void> {
  await applyCountedMemberships(
    tx,
    range,
    await countOutcomes(tx, 'import_membership_records', inMembershipRange(range)),
    before,
  );
}

/** The same, where it is known what there is to do. */
export async function applyCountedMemberships(
  tx: Transaction,
  range: RecordRange,
  counts: RangeOutcomes,
  before: Promise<void> = Promise.resolve(),
): Promise<void> {
  const done = counts.added > 0 ? await insertMemberships(tx, range) : 0;
  const undone = counts.removed > 0 ? await deleteMemberships(tx, range) : 0;
  if (done !== counts.added || undone !== counts.removed) throw new PlanOutdated(range);
  await before;
  if (counts.added + counts.removed + counts.errors > 0) {
    await noteApplied(tx, { ...range, class: 'memberships' });
  }
}

/** The range as a condition on `import_membership_records r`. */
export function inMembershipRange(range: RecordRange): Sql {
  return sql`r.import_id = ${range.importId} AND r.number BETWEEN ${range.from} AND ${range.to} AND r.action = ${range.action}`;
}

/** A member who was planned in the same import may have failed when it was applied. */
function insertMemberships(tx: Transaction, range: RecordRange): Promise<number> {
  return tx.execute(sql`
    INSERT INTO source_memberships (group_id, source_user_id, created)
    SELECT r.group_id, r.source_user_id, ${range.at}
      FROM import_membership_records r JOIN source_users s ON s.id = r.source_user_id
     WHERE ${inMembershipRange(range)} AND r.outcome = 'added'
        ON CONFLICT DO NOTHING`);
}

function deleteMemberships(tx: Transaction, range: RecordRange): Promise<number> {
  return tx.execute(sql`
    DELETE FROM source_memberships m USING import_membership_records r
     WHERE ${inMembershipRange(range)} AND r.outcome = 'removed'
       AND m.group_id = r.group_id AND m.source_user_id = r.source_user_id`);
}

/**
 * Moves the time of the last change of members of every group whose members the range changed for the directory: those whose
 * members wait to be confirmed have nobody new yet. For all receipts of an import at once, when they are applied.
 */
export async function touchGroups(tx: Transaction, range: RecordRange): Promise<void> {
  await tx.later(sql`
    UPDATE groups g SET last_membership_updated = ${range.at}
     WHERE g.id IN (SELECT r.group_id FROM import_membership_records r
                     WHERE ${inMembershipRange(range)} AND r.outcome IN ('added', 'removed') AND r.user_id IS NOT NULL)`);
}
