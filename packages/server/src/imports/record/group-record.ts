import { NO_OBJECT_COUNTS, type RecordAction } from '@headwater/protocol';
import { applyCountedObjects } from '../apply/apply-objects.ts';
import { outcomeOf } from '../apply/object-range.ts';
import { countObjects } from '../counters.ts';
import { OBJECT_RECORDS, objectRow } from '../objects/object-row.ts';
import type { ObjectView, PlannedObject } from '../objects/plan-object.ts';
import { lookUpObjects, planObjects } from '../objects/plan-objects.ts';
import { insertReceipt } from './insert-receipt.ts';
import type { RecordContext } from './on-record.ts';
import { writeRecordImport } from './write-record-import.ts';

/** What one call says of one group. */
export interface GroupRecord {
  readonly action: RecordAction;
  readonly externalId: string;
  /** `displayName` and `description`; null clears, absent stays or clears as the org says. Empty for a delete. */
  readonly profile: Readonly<Record<string, string | null>>;
}

/** What the engine decided about a group. Nothing is written yet. */
export interface PlannedGroup {
  readonly record: PlannedObject;
  /** The group as it was before; undefined for none. */
  readonly before: ObjectView | undefined;
}

/** Decides about one group as an import would (import-semantics 2.6). An outcome `error` must not be applied. */
export async function planGroup(context: RecordContext, group: GroupRecord): Promise<PlannedGroup> {
  const { tx, run } = context;
  const chunk = await lookUpObjects(tx, run, 'groups', [{ ...group, number: 1, line: undefined, others: [] }]);
  const [record] = planObjects(run, chunk);
  if (record === undefined) throw new TypeError(`Nothing was decided about the group ${group.externalId}`);
  return { record, before: chunk.views.get(group.externalId) };
}

/** Writes the receipt, applies it, and closes the import of this one record. Errors as `applyUser`. */
export async function applyGroup(context: RecordContext, { record }: PlannedGroup): Promise<void> {
  const { tx, run, source, at } = context;
  await insertReceipt(context, OBJECT_RECORDS, objectRow(run.importId, 'groups', at.toISOString(), record));
  const range = { importId: run.importId, sourceId: source.id, action: record.action, from: 1, to: 1, at };
  await applyCountedObjects(tx, { ...range, class: 'groups' }, run.basis.choices, outcomeOf(record.outcome));
  await writeRecordImport(context, { groups: countObjects(NO_OBJECT_COUNTS, [record]) });
}
