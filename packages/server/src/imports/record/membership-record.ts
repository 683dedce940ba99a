import { NO_OBJECT_COUNTS, type RecordAction } from '@headwater/protocol';
import { applyCountedMemberships, touchGroups } from '../apply/apply-memberships.ts';
import { outcomeOf } from '../apply/object-range.ts';
import { countObjects } from '../counters.ts';
import { MEMBERSHIP_RECORDS, membershipRow } from '../memberships/membership-row.ts';
import { type Pair, pairLine } from '../memberships/pair.ts';
import type { PlannedMembership } from '../memberships/plan-membership.ts';
import { lookUpMemberships, planMemberships } from '../memberships/plan-memberships.ts';
import { insertReceipt } from './insert-receipt.ts';
import type { RecordContext } from './on-record.ts';
import { writeRecordImport } from './write-record-import.ts';

/** Decides about one membership as an import would (import-semantics 2.6). Outcomes `error` and `dropped` must not be applied. */
export async function planPair(context: RecordContext, action: RecordAction, pair: Pair): Promise<PlannedMembership> {
  const intent = { number: 1, action, externalId: pairLine(pair), profile: {}, line: undefined, others: [] };
  const [record] = planMemberships(await lookUpMemberships(context.tx, context.run, [intent]));
  if (record === undefined) throw new TypeError(`Nothing was decided about ${pair.member} in ${pair.group}`);
  return record;
}

/** Writes the receipt, applies it, and closes the import of this one record. Errors as `applyUser`. */
export async function applyPair(context: RecordContext, record: PlannedMembership): Promise<void> {
  const { tx, run, source, at } = context;
  await insertReceipt(context, MEMBERSHIP_RECORDS, membershipRow(run.importId, at.toISOString(), record));
  const range = { importId: run.importId, sourceId: source.id, action: record.action, from: 1, to: 1, at };
  await applyCountedMemberships(tx, range, outcomeOf(record.outcome));
  await touchGroups(tx, range);
  await writeRecordImport(context, { memberships: countObjects(NO_OBJECT_COUNTS, [record]) });
}
