import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import { inMembershipRange } from './apply/apply-memberships.ts';
import { inObjectRange, type ObjectRange } from './apply/object-range.ts';
import type { RecordRange } from './apply/range.ts';
import type { Intent } from './fold.ts';
import { NO_FOLDS } from './folds.ts';
import type { ImportRun } from './import-run.ts';
import { lookUpMemberships, planMemberships, writeMembershipReceipts } from './memberships/plan-memberships.ts';
import { lookUpObjects, planObjects, writeObjectReceipts } from './objects/plan-objects.ts';

/**
 * Decides again about groups or devices, against the directory as it is now, and replaces their receipts. Objects that the plan
 * promised keep their ids: memberships were planned with them.
 */
export async function replanObjects(
  tx: Transaction,
  run: ImportRun,
  range: ObjectRange,
  intents: readonly Intent[],
): Promise<void> {
  const before = await tx.query<{ number: number; object_id: string | null; outcome: string }>(sql`
    DELETE FROM import_object_records r WHERE ${inObjectRange(range)} AND r.number = ANY(${numbersOf(intents)}::int[])
    RETURNING r.number, r.object_id, r.outcome`);
  const promised = new Map<number, string>();
  for (const { number, object_id: id, outcome } of before) {
    if (outcome === 'added' && id !== null) promised.set(number, id);
  }
  const records = planObjects(run, await lookUpObjects(tx, run, range.class, intents), promised);
  await writeObjectReceipts(tx, run, range.class, records);
}

/** The same for memberships. What the import planned before them is applied by now, so no receipts need to be asked. */
export async function replanMemberships(
  tx: Transaction,
  run: ImportRun,
  range: RecordRange,
  intents: readonly Intent[],
): Promise<void> {
  await tx.execute(sql`
    DELETE FROM import_membership_records r
     WHERE ${inMembershipRange(range)} AND r.number = ANY(${numbersOf(intents)}::int[])`);
  const context = { ...run, folds: NO_FOLDS };
  await writeMembershipReceipts(tx, run, planMemberships(await lookUpMemberships(tx, context, intents)));
}

function numbersOf(intents: readonly Intent[]): readonly number[] {
  return intents.map(({ number }) => number);
}
