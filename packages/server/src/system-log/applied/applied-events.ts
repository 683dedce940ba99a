import type { RecordOutcome } from '@headwater/protocol';
import type { EventType } from '../event-types.ts';

/**
 * Which events one applied receipt of a group or a membership stands for (import-semantics 4.2). The tables are closed: a new
 * outcome does not compile until it is said here what the System Log shows for it. Devices have no events of their own in the
 * published catalogue.
 */
export const GROUP_EVENTS = {
  added: ['system.import.group.create', 'app.user_management.user_group_import.upsert_success'],
  updated: ['system.import.group.update', 'app.user_management.user_group_import.upsert_success'],
  removed: ['system.import.group.delete', 'app.user_management.user_group_import.delete_success'],
  error: ['app.user_management.user_group_import.upsert_fail'],
  unchanged: [],
  superseded: [],
  dropped: [],
} as const satisfies Readonly<Record<RecordOutcome, readonly EventType[]>>;

/** Of memberships of people who were linked to a user, and of failures. */
export const MEMBERSHIP_EVENTS = {
  added: ['group.user_membership.add'],
  updated: [],
  removed: ['group.user_membership.remove'],
  error: ['group.user_membership.add'],
  unchanged: [],
  superseded: [],
  dropped: [],
} as const satisfies Readonly<Record<RecordOutcome, readonly EventType[]>>;

/** Outcomes that stand for at least one event of `types`, of any type where it is undefined, and of a result that is `wanted`. */
export function outcomesOf(
  events: Readonly<Record<RecordOutcome, readonly EventType[]>>,
  types: ReadonlySet<string> | undefined,
  result: string | undefined,
): readonly RecordOutcome[] {
  const isWanted = (outcome: RecordOutcome) =>
    (result === undefined || result === (outcome === 'error' ? 'FAILURE' : 'SUCCESS')) &&
    events[outcome].some((type) => types === undefined || types.has(type));
  // The keys of a closed record.
  return (Object.keys(events) as RecordOutcome[]).filter(isWanted);
}
