import { describeReason, IMPORT_REASONS, type ImportReason, type Profile, type Reason } from '@headwater/protocol';
import type { MembershipRow } from './memberships/membership-row.ts';
import type { ObjectClass } from './objects/object-class.ts';
import type { ObjectRow } from './objects/object-row.ts';
import { type RecordRow, readNotes } from './record-row.ts';

/** The receipt of a person as the API shows it. */
export function presentRecord(row: RecordRow): object {
  const { reason, notes } = readNotes(row);
  return {
    number: row.number,
    externalId: row.external_id,
    action: row.action,
    outcome: row.outcome,
    match: row.match,
    link: row.link,
    lifecycle: row.lifecycle,
    reason: reason === null ? null : presentReason(reason),
    notes: notes.map(presentReason),
    sourceUserId: row.source_user_id,
    userId: row.user_id,
    changes: {
      source: changes(parse(row.source_before), parse(row.source_after), row.source_version === null),
      user: changes(parse(row.user_before), parse(row.user_after), row.link === 'created'),
    },
  };
}

/** The receipt of a group or a device as the API shows it. */
export function presentObjectRecord(row: ObjectRow, objectClass: ObjectClass): object {
  const before = parse(row.before);
  const after = parse(row.after);
  return {
    ...presentReceipt(row),
    externalId: row.external_id,
    [objectClass === 'groups' ? 'groupId' : 'deviceId']: row.object_id,
    changes: changes(before, after, row.before === null),
  };
}

/** The receipt of a membership as the API shows it. */
export function presentMembershipRecord(row: MembershipRow): object {
  return {
    ...presentReceipt(row),
    groupExternalId: row.group_external_id,
    memberExternalId: row.member_external_id,
    groupId: row.group_id,
    sourceUserId: row.source_user_id,
    userId: row.user_id,
  };
}

function presentReceipt(row: Pick<ObjectRow, 'number' | 'action' | 'outcome' | 'reason' | 'notes'>): object {
  const { reason, notes } = readNotes(row);
  return {
    number: row.number,
    action: row.action,
    outcome: row.outcome,
    reason: reason === null ? null : presentReason(reason),
    notes: notes.map(presentReason),
  };
}

function presentReason(reason: ImportReason): Reason {
  const { level, remedy } = IMPORT_REASONS[reason.code];
  return { code: reason.code, level, message: describeReason(reason), remedy, data: { ...reason.data } };
}

function parse(text: string | null): Profile {
  return text === null ? {} : (JSON.parse(text) as Profile);
}

/**
 * Of something new every value changed; of something that existed, those whose old value was kept. What was nothing and is nothing is
 * none.
 */
function changes(before: Profile, after: Profile, isNew: boolean): object {
  const pairs = Object.keys(isNew ? after : before).map(
    (name) => [name, [before[name] ?? null, after[name] ?? null]] as const,
  );
  return Object.fromEntries(pairs.filter(([, [old, now]]) => old !== null || now !== null));
}
