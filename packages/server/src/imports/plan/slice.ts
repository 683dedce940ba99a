import type { Profile, ProfileValue, UserStatus } from '@headwater/protocol';
import type { LinkedUsers } from '../../directory/linked-objects/load-linked-users.ts';
import type { SourceUserStatus } from './planned-record.ts';

/** A source user as the directory slice shows it to the plan. */
export interface SourceUserView {
  readonly id: string;
  readonly externalId: string;
  readonly status: SourceUserStatus;
  readonly userId: string | null;
  readonly matchType: string | null;
  readonly profile: Profile;
  readonly fingerprint: number | null;
  readonly version: number;
  /** Status of the linked user, where the settings make it matter; null otherwise. */
  readonly userStatus: UserStatus | null;
  /** The primaries of the linked user, where the mapping reads them. */
  readonly linkedUsers?: LinkedUsers | undefined;
}

/** A user as the directory slice shows it to the plan. */
export interface UserView {
  readonly id: string;
  readonly status: UserStatus;
  readonly loginKey: string;
  readonly emailKey: string | null;
  readonly nameKey: string | null;
  readonly profile: Profile;
  readonly version: number;
  readonly canSignIn: boolean;
  readonly superAdministrator: boolean;
  /** Id of the source whose profile the user follows: the linked source of the highest priority; null when none is. */
  readonly owner: string | null;
  /** External id of the live record of the importing source that holds the user. */
  readonly heldBy: string | null;
  /** The import itself creates the user: it is not in the directory yet. */
  readonly plannedHere: boolean;
}

/**
 * What the plan of one chunk may know of the directory. Everything is looked up before, with a query per kind; the plan
 * itself only reads these maps.
 */
export interface DirectorySlice {
  sourceUser(externalId: string): SourceUserView | undefined;
  user(id: string): UserView | undefined;
  /** Users whose login has this key: at most one. */
  userByLogin(key: string): UserView | undefined;
  /** Users that the exact-match criteria find. */
  exactMatches(key: string): readonly UserView[];
  /** Users of the same first and last name. */
  namesakes(key: string): readonly UserView[];
  /** Id of the user that holds a value of a unique attribute. */
  holderOf(attribute: string, value: ProfileValue): string | undefined;
  /** Whether the session itself deletes this other external id. */
  isDeletedHere(externalId: string): boolean;
}
