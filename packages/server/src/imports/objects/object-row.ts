import type { ImportReason, RecordAction, RecordOutcome } from '@headwater/protocol';
import { type CopyValue, encodeCopyRow } from '../../database/copy-text.ts';
import type { ObjectClass } from './object-class.ts';
import type { PlannedObject } from './plan-object.ts';

/** Columns of `import_object_records` in the order in which rows are written. */
export const OBJECT_COLUMNS = [
  'import_id',
  'class',
  'number',
  'at',
  'action',
  'outcome',
  'external_id',
  'reason',
  'notes',
  'object_id',
  'object_version',
  'before',
  'after',
] as const;

/** Target of COPY. */
export const OBJECT_RECORDS = `import_object_records (${OBJECT_COLUMNS.join(', ')})`;

/** The row of a decision, as a line of COPY. */
export function encodeObject(importId: string, objectClass: ObjectClass, at: string, record: PlannedObject): string {
  return encodeCopyRow(objectRow(importId, objectClass, at, record));
}

/** The values of a decision in the order of `OBJECT_COLUMNS`. */
export function objectRow(
  importId: string,
  objectClass: ObjectClass,
  at: string,
  record: PlannedObject,
): readonly CopyValue[] {
  const { number, action, outcome, externalId, reason, notes, objectId, version, before, after } = record;
  return [
    importId,
    objectClass,
    number,
    at,
    action,
    outcome,
    externalId,
    reason?.code,
    notesText(reason, notes),
    objectId,
    version,
    before,
    after,
  ];
}

/** The reason stands first, with its data; remarks follow. */
export function notesText(reason: ImportReason | null, notes: readonly ImportReason[]): string | null {
  const all = reason === null ? notes : [reason, ...notes];
  return all.length === 0 ? null : JSON.stringify(all);
}

/** A row of `import_object_records`, as it is read back. */
export interface ObjectRow {
  readonly number: number;
  readonly at: Date;
  readonly action: RecordAction;
  readonly outcome: RecordOutcome;
  readonly external_id: string;
  readonly reason: ImportReason['code'] | null;
  readonly notes: string | null;
  readonly object_id: string | null;
  readonly object_version: number | null;
  readonly before: string | null;
  readonly after: string | null;
}
