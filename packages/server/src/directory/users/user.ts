import type { AttributeDefinition, Profile, ProfileSchema, ProfileValue, User, UserStatus } from '@headwater/protocol';
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
    credentials: { provider: { type: 'OKTA', name: 'OKTA' } },
    _links: { self: { href: `${origin}/api/v1/users/${row.id}` } },
  });
}

/** Every org has one user type; its `oty…` id is the org's own with another prefix. */
function defaultUserTypeId(orgId: string): string {
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
