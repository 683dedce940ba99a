import type { ImportReason, RecordAction, RecordOutcome } from '@headwater/protocol';
import { type CopyValue, encodeCopyRow } from '../../database/copy-text.ts';
import { notesText } from '../objects/object-row.ts';
import type { PlannedMembership } from './plan-membership.ts';

/** Columns of `import_membership_records` in the order in which rows are written. */
export const MEMBERSHIP_COLUMNS = [
  'import_id',
  'number',
  'at',
  'action',
  'outcome',
  'group_external_id',
  'member_external_id',
  'reason',
  'notes',
  'group_id',
  'source_user_id',
  'user_id',
] as const;

/** Target of COPY. */
export const MEMBERSHIP_RECORDS = `import_membership_records (${MEMBERSHIP_COLUMNS.join(', ')})`;

/** The row of a decision, as a line of COPY. */
export function encodeMembership(importId: string, at: string, record: PlannedMembership): string {
  return encodeCopyRow(membershipRow(importId, at, record));
}

/** The values of a decision in the order of `MEMBERSHIP_COLUMNS`. */
export function membershipRow(importId: string, at: string, record: PlannedMembership): readonly CopyValue[] {
  const { number, action, outcome, group, member, reason, notes, groupId, sourceUserId, userId } = record;
  return [
    importId,
    number,
    at,
    action,
    outcome,
    group,
    member,
    reason?.code,
    notesText(reason, notes),
    groupId,
    sourceUserId,
    userId,
  ];
}

/** A row of `import_membership_records`, as it is read back. */
export interface MembershipRow {
  readonly number: number;
  readonly at: Date;
  readonly action: RecordAction;
  readonly outcome: RecordOutcome;
  readonly group_external_id: string;
  readonly member_external_id: string;
  readonly reason: ImportReason['code'] | null;
  readonly notes: string | null;
  readonly group_id: string | null;
  readonly source_user_id: string | null;
  readonly user_id: string | null;
}
