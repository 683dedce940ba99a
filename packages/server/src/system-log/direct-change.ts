import type { LogEvent } from '@headwater/protocol';
import { fullName } from '../directory/full-name.ts';
import { partyOf, type RecordParties } from './import-parties.ts';
import { type ChangeDetails, type EntryOrigin, type LogTarget, logEntry, target } from './log-entry.ts';
import { type EventClient, type Party, SYSTEM } from './record-event.ts';

/** A change by a person or a program: its own event. */
export interface DirectChange {
  readonly type: string;
  readonly actor: Party | null;
  readonly detail: ChangeDetail | null;
}

interface ChangeDetail {
  readonly profile?: Readonly<Record<string, readonly [unknown, unknown]>>;
  readonly status?: readonly [unknown, unknown];
  /** The user who came into the group, or left it. */
  readonly member?: string;
  readonly client?: EventClient;
}

/** Who and what a change is about, as columns. `group_name` is null for what is no group, or no more. */
export interface DirectParties extends RecordParties {
  readonly object_id: string;
  readonly group_name: string | null;
}

/** The entry of a change that a person or a program made. */
export function directEntry(origin: EntryOrigin, micros: number, row: DirectParties, change: DirectChange): LogEvent {
  const client = change.detail?.client ?? null;
  return logEntry(origin, {
    micros,
    type: change.type,
    actor: change.actor ?? SYSTEM,
    targets: targetsOf(row, change),
    client,
    transaction: client === null ? { type: 'JOB', id: null } : { type: 'WEB', id: client.requestId },
    debug: {},
  });
}

/** The changed object with what changed; for a source user also its user and its source, for a membership the member before the group. */
function targetsOf(row: DirectParties, { detail }: DirectChange): LogEvent['target'] {
  const details = changeDetails(detail);
  const [changed, ...others] = partiesOf(row, detail);
  if (changed === undefined) return [];
  return [details === undefined ? changed : { ...changed, changeDetails: details }, ...others];
}

function partiesOf(row: DirectParties, detail: ChangeDetail | null): readonly LogTarget[] {
  if (row.source_user_id !== null) {
    return (['sourceUser', 'user', 'source'] as const).flatMap((role) => partyOf(row, role) ?? []);
  }
  if (detail?.member !== undefined) return [partyOf(row, 'user') ?? [], objectOf(row, detail)].flat();
  return [partyOf(row, 'user') ?? partyOf(row, 'source') ?? objectOf(row, detail)];
}

/** A group, or an object that is no longer there: what was deleted has its last names in the change that deleted it. */
function objectOf(row: DirectParties, detail: ChangeDetail | null): LogTarget {
  const type = OBJECT_TYPES[row.object_id.slice(0, 3)] ?? 'Unknown';
  const last = (name: string): string | null => {
    const value = detail?.profile?.[name]?.[0];
    return typeof value === 'string' ? value : null;
  };
  const displayName = row.group_name ?? last('name') ?? fullName(last('firstName'), last('lastName'));
  return target({ id: row.object_id, type, alternateId: last('login'), displayName });
}

const OBJECT_TYPES: Readonly<Record<string, string>> = {
  '00u': 'User',
  '0ua': 'AppUser',
  '00g': 'UserGroup',
  '0oa': 'AppInstance',
};

function changeDetails(detail: ChangeDetail | null): ChangeDetails | undefined {
  if (detail === null) return undefined;
  const profile = Object.entries(detail.profile ?? {});
  if (profile.length === 0 && detail.status === undefined) return undefined;
  const side = (index: 0 | 1) => ({
    ...(profile.length === 0
      ? {}
      : { profile: Object.fromEntries(profile.map(([name, pair]) => [name, pair[index]])) }),
    ...(detail.status === undefined ? {} : { status: detail.status[index] }),
  });
  return { from: side(0), to: side(1) };
}
