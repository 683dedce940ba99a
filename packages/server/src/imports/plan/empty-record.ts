import type { ImportReason } from '@headwater/protocol';
import type { PlannedRecord } from './planned-record.ts';
import type { Prepared, Ready, Rejected } from './prepare.ts';

/** A record error: nothing is applied. The receipt keeps what was tried. */
export function rejectedRecord(record: Rejected | Ready, reason: ImportReason): PlannedRecord {
  return { ...emptyRecord(record), outcome: 'error', reason, notes: record.notes };
}

/** What every planned record of this intent starts from. */
export function emptyRecord(record: Prepared): PlannedRecord {
  return {
    number: record.intent.number,
    action: 'upsert',
    externalId: record.intent.externalId,
    outcome: 'unchanged',
    match: null,
    link: null,
    lifecycle: null,
    reason: null,
    notes: [],
    source: null,
    user: null,
    exactKey: null,
    sourceUserId: record.sourceUser?.id ?? null,
    userId: record.sourceUser?.userId ?? null,
  };
}

/** Whether there is no key at all; quicker than listing the keys. */
export function isEmpty(values: Readonly<Record<string, unknown>>): boolean {
  for (const _ in values) return false;
  return true;
}
