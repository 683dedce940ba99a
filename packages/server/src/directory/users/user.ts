import {
  type AttributeDefinition,
  type LifecycleOperation,
  nextUserStatus,
  type Profile,
  type ProfileSchema,
  type ProfileValue,
  type User,
  type UserStatus,
} from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';

/** A user as the directory stores it; `profile` without order and without nulls that matter. */
export interface UserRow {
  readonly id: string;
  readonly status: UserStatus;
  readonly profile: Profile;
  readonly version: number;
  readonly created: Date;
  readonly activated: Date | null;
  readonly statusChanged: Date | null;
  readonly lastLogin: Date | null;
  readonly lastUpdated: Date;
  readonly passwordChanged: Date | null;
}

/** The columns of a {@link UserRow}, to select from `users`. */
export const USER_COLUMNS: Sql = sql`id, status, profile, version, created, activated, status_changed AS "statusChanged",
  last_login AS "lastLogin", last_updated AS "lastUpdated", password_changed AS "passwordChanged"`;

/** What the wire form of users depends on besides their rows. */
export interface UserPresentation {
  /** `00o…` of the org. */
  readonly orgId: string;
  /** `https://host` for links. */
  readonly origin: string;
  readonly schema: ProfileSchema;
}

/** Okta shows these first, in this order, and even when they are empty (identity-sources-api 7.3). */
const LEADING = ['firstName', 'lastName', 'mobilePhone', 'secondEmail', 'login', 'email'] as const;

/** Turns rows into the user objects of the API, for many users of one answer. */
export function userPresenter({ orgId, origin, schema }: UserPresentation): (row: UserRow) => User {
  const leading: readonly string[] = LEADING;
  const others = schema.filter(({ name }) => !leading.includes(name));
  const typeId = defaultUserTypeId(orgId);
  return (row) => ({
    id: row.id,
    status: row.status,
    created: row.created.toISOString(),
    activated: instant(row.activated),
    statusChanged: instant(row.statusChanged),
    lastLogin: instant(row.lastLogin),
    lastUpdated: row.lastUpdated.toISOString(),
    passwordChanged: instant(row.passwordChanged),
    type: { id: typeId },
    profile: orderProfile(row.profile, others),
    credentials: credentialsOf(row),
    _links: { self: { href: `${origin}/api/v1/users/${row.id}` } },
  });
}

/** The user object of an answer about one user: lists have no links to operations (identity-sources-api 7.3). */
export function presentUser(presentation: UserPresentation, row: UserRow): User {
  const user = userPresenter(presentation)(row);
  return { ...user, _links: { ...user._links, ...operationLinks(user._links.self.href, row) } };
}

/** The path of each operation, in the order of their links. */
export const OPERATION_PATHS = {
  activate: 'activate',
  reactivate: 'reactivate',
  deactivate: 'deactivate',
  suspend: 'suspend',
  unsuspend: 'unsuspend',
  unlock: 'unlock',
  resetPassword: 'reset_password',
  expirePassword: 'expire_password',
} as const satisfies Readonly<Record<LifecycleOperation, string>>;

/** What the user's status allows. */
function operationLinks(self: string, row: UserRow): Partial<User['_links']> {
  const subject = { status: row.status, canSignIn: row.passwordChanged !== null };
  // The keys of the object are the operations.
  const operations = (Object.entries(OPERATION_PATHS) as [LifecycleOperation, string][]).filter(
    ([operation]) => nextUserStatus(subject, operation) !== undefined,
  );
  return Object.fromEntries(
    operations.map(([operation, path]) => [operation, { href: `${self}/lifecycle/${path}`, method: 'POST' }]),
  );
}

function credentialsOf({ profile, passwordChanged }: UserRow): User['credentials'] {
  const { email, secondEmail } = profile;
  return {
    ...(passwordChanged === null ? {} : { password: {} }),
    emails: [...emailOf(email, 'PRIMARY'), ...emailOf(secondEmail, 'SECONDARY')],
    provider: { type: 'OKTA', name: 'OKTA' },
  };
}

function emailOf(value: ProfileValue | undefined, type: 'PRIMARY' | 'SECONDARY'): User['credentials']['emails'] {
  return typeof value === 'string' && value !== '' ? [{ value, status: 'VERIFIED', type }] : [];
}

/** Every org has one user type; its `oty…` id is the org's own with another prefix. */
export function defaultUserTypeId(orgId: string): string {
  return `oty${orgId.slice(3)}`;
}

function instant(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

function orderProfile(profile: Profile, others: readonly AttributeDefinition[]): Record<string, ProfileValue> {
  const ordered: Record<string, ProfileValue> = {};
  for (const name of LEADING) ordered[name] = profile[name] ?? null;
  for (const { name } of others) {
    const value = profile[name];
    if (value !== undefined && value !== null) ordered[name] = value;
  }
  return ordered;
}
