import type { LifecycleEffect, LinkEffect, RecordOutcome } from '@headwater/protocol';
import type { EventType } from './event-types.ts';

/**
 * Which events one applied record of an import stands for (import-semantics 4.2). The tables are closed: a new outcome, link or
 * lifecycle effect does not compile until it is said here what the System Log shows for it.
 */

/** What became of the record. Errors have a stream of their own; `superseded` and `dropped` records change nothing. */
export const OUTCOME_EVENTS = {
  added: ['system.import.user.create'],
  updated: ['system.import.user.update'],
  removed: ['system.import.user.delete'],
  unchanged: [],
  error: [],
  superseded: [],
  dropped: [],
} as const satisfies Readonly<Record<RecordOutcome, readonly EventType[]>>;

/** What became of the link between the record and a user. */
export const LINK_EVENTS = {
  created: ['user.lifecycle.create', 'application.user_membership.add'],
  matched: ['system.import.user.match', 'application.user_membership.add'],
  moved: ['system.import.user.match', 'application.user_membership.add'],
} as const satisfies Readonly<Record<LinkEffect, readonly EventType[]>>;

/** When attributes of a user who existed before were changed. */
export const PROFILE_EVENTS = ['user.account.update_profile'] as const satisfies readonly EventType[];

/** What became of the user's status. */
export const LIFECYCLE_EVENTS = {
  activate: ['user.lifecycle.activate'],
  reactivate: ['user.lifecycle.reactivate', 'system.import.user.update_user_lifecycle_from_master'],
  unsuspend: ['user.lifecycle.unsuspend', 'system.import.user.unsuspend'],
  suspend: ['user.lifecycle.suspend', 'system.import.user.suspend'],
  deactivate: ['user.lifecycle.deactivate', 'system.import.user.update_user_lifecycle_from_master'],
} as const satisfies Readonly<Record<LifecycleEffect, readonly EventType[]>>;

/** When a removed record was linked to a user. */
export const UNLINK_EVENTS = ['application.user_membership.remove'] as const satisfies readonly EventType[];

/** An event that is derived from a record rather than recorded. */
export type ImportEventType =
  | (typeof OUTCOME_EVENTS)[RecordOutcome][number]
  | (typeof LINK_EVENTS)[LinkEffect][number]
  | (typeof LIFECYCLE_EVENTS)[LifecycleEffect][number]
  | (typeof PROFILE_EVENTS)[number]
  | (typeof UNLINK_EVENTS)[number];

export type TargetRole = 'sourceUser' | 'user' | 'source';

const record = ['sourceUser', 'user', 'source'] as const;
const person = ['user', 'sourceUser', 'source'] as const;
const userOnly = ['user'] as const;
const membership = ['sourceUser', 'source', 'user'] as const;

/** Whom an event speaks of, in order; a role that nobody fills is left out. */
export const IMPORT_EVENT_TARGETS: Readonly<Record<ImportEventType, readonly TargetRole[]>> = {
  'system.import.user.create': record,
  'system.import.user.update': record,
  'system.import.user.delete': record,
  'system.import.user.match': record,
  'system.import.user.suspend': person,
  'system.import.user.unsuspend': person,
  'system.import.user.update_user_lifecycle_from_master': person,
  'application.user_membership.add': membership,
  'application.user_membership.remove': membership,
  'user.account.update_profile': userOnly,
  'user.lifecycle.create': userOnly,
  'user.lifecycle.activate': userOnly,
  'user.lifecycle.reactivate': userOnly,
  'user.lifecycle.unsuspend': userOnly,
  'user.lifecycle.suspend': userOnly,
  'user.lifecycle.deactivate': userOnly,
};

/** What the choice of events depends on. */
export interface RecordEffects {
  readonly outcome: RecordOutcome;
  readonly link: LinkEffect | null;
  readonly lifecycle: LifecycleEffect | null;
  /** Whether a user is linked, or was until this removal. */
  readonly linked: boolean;
  /** Whether attributes of the user were written. */
  readonly profileWritten: boolean;
}

/** The events of one applied record, in the order in which they happened. */
export function importEvents(effects: RecordEffects): readonly ImportEventType[] {
  const profileChanged = effects.profileWritten && effects.link !== 'created';
  return [
    ...OUTCOME_EVENTS[effects.outcome],
    ...(effects.link === null ? [] : LINK_EVENTS[effects.link]),
    ...(profileChanged ? PROFILE_EVENTS : []),
    ...(effects.lifecycle === null ? [] : LIFECYCLE_EVENTS[effects.lifecycle]),
    ...(effects.outcome === 'removed' && effects.linked ? UNLINK_EVENTS : []),
  ];
}
