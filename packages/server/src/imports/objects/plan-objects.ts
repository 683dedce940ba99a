import type { Transaction } from '../../database/transaction.ts';
import type { Intent } from '../fold.ts';
import type { PlanContext } from '../import-run.ts';
import { OBJECT_CLASSES, type ObjectClass } from './object-class.ts';
import { encodeObject, OBJECT_RECORDS } from './object-row.ts';
import { readObjects } from './object-slice.ts';
import { type ObjectView, type PlannedObject, planObject } from './plan-object.ts';

/** Intents about groups or devices with everything looked up that their plan needs. */
export interface LookedUpObjects {
  readonly class: ObjectClass;
  readonly intents: readonly Intent[];
  readonly views: ReadonlyMap<string, ObjectView>;
}

export async function lookUpObjects(
  tx: Transaction,
  { basis }: PlanContext,
  objectClass: ObjectClass,
  intents: readonly Intent[],
): Promise<LookedUpObjects> {
  const externalIds = intents.map(({ externalId }) => externalId);
  const views = await readObjects(tx, OBJECT_CLASSES[objectClass], basis.sourceId, externalIds);
  return { class: objectClass, intents, views };
}

/**
 * Decides about groups or devices, and gives new ones their ids.
 * @param promised ids by number: of objects that an earlier plan of the same records promised
 */
export function planObjects(
  { org, basis }: PlanContext,
  chunk: LookedUpObjects,
  promised: ReadonlyMap<number, string> = new Map(),
): readonly PlannedObject[] {
  const definition = OBJECT_CLASSES[chunk.class];
  return chunk.intents.map((intent) => {
    const record = planObject(intent, chunk.views.get(intent.externalId), definition, basis.choices);
    if (record.outcome !== 'added') return record;
    return { ...record, objectId: promised.get(intent.number) ?? org.ids.next(definition.idKind) };
  });
}

/** Writes the receipts of decisions, and nothing else. */
export async function writeObjectReceipts(
  tx: Transaction,
  { org, importId }: PlanContext,
  objectClass: ObjectClass,
  records: readonly PlannedObject[],
): Promise<void> {
  const at = org.clock.now().toISOString();
  const lines = records.map((record) => encodeObject(importId, objectClass, at, record));
  if (lines.length > 0) await tx.copyInto(OBJECT_RECORDS, lines);
}
