import { describeReason, type LogEvent, type RecordOutcome } from '@headwater/protocol';
import { fullName } from '../../directory/full-name.ts';
import { readNotes } from '../../imports/record-row.ts';
import { jobData } from '../import-parties.ts';
import { type ChangeDetails, type LogTarget, logEntry, target } from '../log-entry.ts';
import { SYSTEM } from '../record-event.ts';
import { GROUP_EVENTS, MEMBERSHIP_EVENTS } from './applied-events.ts';

/** A range of receipts that took effect together. */
export interface AppliedRange {
  readonly micros: number;
  readonly xid: number;
  /** Its id as text. */
  readonly row: string;
  readonly import_id: string;
  readonly class: 'groups' | 'memberships' | 'devices';
  readonly action: 'upsert' | 'delete';
  readonly first_number: number;
  readonly last_number: number;
  readonly session_id: string | null;
  readonly source_id: string | null;
  readonly source_label: string | null;
}

/** A receipt of a range, with the names of today. `range` is the place of its range among those asked for, from 1. */
export interface AppliedRecord {
  readonly range: number;
  readonly number: number;
  readonly outcome: RecordOutcome;
  readonly reason: Parameters<typeof readNotes>[0]['reason'];
  readonly notes: string | null;
  readonly group_id: string | null;
  readonly group_external_id: string;
  readonly group_name: string | null;
  /** Of a group: values before and after, as JSON. */
  readonly before: string | null;
  readonly after: string | null;
  /** Of a membership: the user that the member was linked to. */
  readonly user_id: string | null;
  readonly login: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
}

/** The entries that an applied receipt stands for. */
export function appliedEntries(
  orgId: string,
  stream: number,
  range: AppliedRange,
  record: AppliedRecord,
): readonly LogEvent[] {
  const failed = record.outcome === 'error';
  const isMembership = range.class === 'memberships';
  if (isMembership && !failed && record.user_id === null) return [];
  const types = (isMembership ? MEMBERSHIP_EVENTS : GROUP_EVENTS)[record.outcome];
  const { reason } = readNotes(record);
  return types.map((type, index) =>
    logEntry(
      { orgId, stream, row: rowOf(range, record.number), index },
      {
        micros: range.micros,
        type,
        ...(failed ? { outcome: 'FAILURE' as const } : {}),
        reason: reason === null ? null : describeReason(reason),
        actor: SYSTEM,
        targets: isMembership
          ? [...user(record), group(record), ...source(range, failed)]
          : groupTargets(range, record),
        transaction: { type: 'JOB', id: range.import_id },
        debug: { ...jobData(range), ...(reason === null ? {} : { error_code: reason.code }) },
      },
    ),
  );
}

/** Id of a receipt inside the stream. */
export function rowOf(range: Pick<AppliedRange, 'row'>, number: number): string {
  return `${range.row}/${number}`;
}

function groupTargets(range: AppliedRange, record: AppliedRecord): readonly LogTarget[] {
  const details = record.outcome === 'updated' ? changesOf(record) : undefined;
  const changed = group(record);
  return [details === undefined ? changed : { ...changed, changeDetails: details }, ...source(range, true)];
}

function group(record: AppliedRecord): LogTarget {
  return target({
    id: record.group_id,
    type: 'UserGroup',
    alternateId: record.group_external_id,
    displayName: record.group_name ?? nameIn(record) ?? record.group_external_id,
  });
}

/** The name of a group that is no longer there. */
function nameIn({ before, after }: AppliedRecord): string | null {
  const name = valuesOf(before).displayName ?? valuesOf(after).displayName;
  return typeof name === 'string' ? name : null;
}

function user(record: AppliedRecord): readonly LogTarget[] {
  if (record.user_id === null) return [];
  const { login } = record;
  const displayName = fullName(record.first_name, record.last_name) ?? login;
  return [target({ id: record.user_id, type: 'User', alternateId: login, displayName })];
}

function source(range: AppliedRange, isNamed: boolean): readonly LogTarget[] {
  if (!isNamed || range.source_id === null) return [];
  const label = range.source_label;
  return [target({ id: range.source_id, type: 'AppInstance', alternateId: label, displayName: label })];
}

function changesOf({ before, after }: AppliedRecord): ChangeDetails {
  return { from: { profile: valuesOf(before) }, to: { profile: valuesOf(after) } };
}

function valuesOf(text: string | null): Readonly<Record<string, unknown>> {
  // The engine writes values as JSON objects.
  return text === null ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>);
}
