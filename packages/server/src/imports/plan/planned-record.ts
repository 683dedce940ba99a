import type {
  ImportReason,
  LifecycleEffect,
  LinkEffect,
  MatchKind,
  Profile,
  RecordAction,
  RecordOutcome,
  UserStatus,
} from '@headwater/protocol';

export type SourceUserStatus = 'IMPORTED' | 'MATCHED' | 'UNASSIGNED' | 'ACTIVE' | 'DEPROVISIONED';

/** What a record does to the source user: the row of one person as the source knows them. */
export interface SourceChange {
  /** As the plan saw it; undefined for a new source user. */
  readonly version: number | undefined;
  readonly status: SourceUserStatus;
  readonly matchType: 'EXACT' | 'PARTIAL' | 'NONE' | 'CONFLICT' | null;
  /** Old values of the changed attributes. */
  readonly before: Profile;
  /** The whole new profile; undefined where it stays. */
  readonly after: Profile | undefined;
  /** Null: evaluate again next time. */
  readonly fingerprint: number | null;
}

/** What a record does to the directory user. */
export interface UserChange {
  /** As the plan saw it; undefined for a new user. */
  readonly version: number | undefined;
  /** Undefined where the status stays. */
  readonly status: UserStatus | undefined;
  readonly before: Profile;
  /** The whole profile of a new user, the changed attributes of an existing one; undefined where the profile stays. */
  readonly after: Profile | undefined;
  /** Keys after the change; present whenever `after` is. */
  readonly keys: UserKeys | undefined;
}

export interface UserKeys {
  readonly login: string;
  readonly email: string | null;
  readonly name: string | null;
}

/** The decision about one intent: what its receipt says and what applying it does. */
export interface PlannedRecord {
  readonly number: number;
  readonly action: RecordAction;
  readonly externalId: string;
  readonly outcome: RecordOutcome;
  readonly match: MatchKind | null;
  readonly link: LinkEffect | null;
  readonly lifecycle: LifecycleEffect | null;
  readonly reason: ImportReason | null;
  readonly notes: readonly ImportReason[];
  /** The existing source user; null for none, or for one that this record creates. */
  readonly sourceUserId: string | null;
  /** The existing user that the record is or becomes linked to; null for none, or for one that this record creates. */
  readonly userId: string | null;
  readonly source: SourceChange | null;
  readonly user: UserChange | null;
  /** The text that the exact-match criteria compare, when this record gives it to a user and it is not the login. */
  readonly exactKey: string | null;
}
