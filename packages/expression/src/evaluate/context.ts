import type { Profile, Value } from '../value.ts';

/** A group that the person is a member of. */
export interface Group {
  readonly id: string;
  readonly name: string;
  /** `OKTA_GROUP`, `APP_GROUP` or `BUILT_IN`. */
  readonly type: string;
  /** Id of the app or identity source that the group comes from; null for the directory's own. */
  readonly sourceId: string | null;
  /** Name of the app that the group comes from, for `Groups.*`. */
  readonly sourceName?: string;
  /** Further attributes, readable as `profile.x`; `profile.name` is the name when absent. */
  readonly profile?: Profile;
}

/**
 * What one evaluation can read. Scopes are plain objects, read in place and never copied; everything that may need a
 * look-up is a port. What is absent behaves as "none": attributes are null, lists are empty, relations are null.
 *
 * To evaluate many records, keep one context object and exchange its `source`: nothing is allocated per record.
 */
export interface EvaluationContext {
  /** The app user being mapped: `source.x`, `appuser.x`, `appUser.x` and bare `x` (import-semantics 6.2). */
  readonly source?: Profile | null;
  /** The directory user: `user.x`. */
  readonly user?: Profile | null;
  /** The app instance: `app.x`. */
  readonly app?: Profile | null;
  /** `org.name`, `org.subDomain`. */
  readonly org?: Profile | null;
  /** The identity provider's profile: `idpuser.x`. */
  readonly idpuser?: Profile | null;
  /** The sign-in session: `session.amr`. */
  readonly session?: Profile | null;
  /** What was granted: `access.scope`. */
  readonly access?: Profile | null;
  /** Properties of a named app: `{app}_app.x`. */
  readonly appInstance?: (app: string) => Profile | null;
  /** The person's assignments to a named app, for `{app}.x`, `findDirectoryUser()` and `findWorkdayUser()`. */
  readonly appUsers?: (app: string) => readonly Profile[];
  /** The person's source users of the identity source with this label, for `findSourceUser("label")`. */
  readonly sourceUsers?: (label: string) => readonly Profile[];
  /** Groups of every source that the person is a member of. */
  readonly groups?: () => readonly Group[];
  /** The person at the other end of a linked object relation such as `manager`. */
  readonly linkedObject?: (name: string) => Profile | null;
  /** Manager or assistant according to Active Directory; with `app`, that person's app user there. */
  readonly relatedUser?: (relation: 'manager' | 'assistant', app: string | null) => Profile | null;
  /** `user.getInternalProperty("id")` and `("status")`. */
  readonly internalProperty?: (name: string) => Value;
  /** The present, for `Time.now`. */
  readonly clock?: { now(): Date };
}

/** Parts of a context that are looked up; an expression says which it uses. */
export type Port =
  | 'appInstance'
  | 'appUsers'
  | 'sourceUsers'
  | 'groups'
  | 'linkedObject'
  | 'relatedUser'
  | 'internalProperty'
  | 'clock';
