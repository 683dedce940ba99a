import type { Profile, UserStatus } from '@headwater/protocol';
import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import { type LinkedUsers, loadLinkedUsers } from '../directory/linked-objects/load-linked-users.ts';
import type { CompiledBasis } from './plan/basis.ts';
import type { SourceUserStatus } from './plan/planned-record.ts';
import type { SourceUserView, UserView } from './plan/slice.ts';

interface SourceUserRow {
  readonly id: string;
  readonly external_id: string;
  readonly status: SourceUserStatus;
  readonly user_id: string | null;
  readonly match_type: string | null;
  readonly profile: string | null;
  readonly fingerprint: number | null;
  readonly version: number;
  readonly user_status: UserStatus | null;
}

/** A source user to look up, with the fingerprint of the upload about it. */
export interface WantedSourceUser {
  readonly externalId: string;
  readonly fingerprint: number | null;
}

/**
 * The source users of these external ids. The profile of one whose fingerprint is the upload's stays in the database, unless
 * the settings make the status of its user matter: nobody will read it (`prepareUpsert`).
 */
export async function loadSourceUsers(
  tx: Transaction,
  basis: CompiledBasis,
  wanted: readonly WantedSourceUser[],
): Promise<readonly SourceUserView[]> {
  const [userStatus, join, profile] = basis.reactivates
    ? [sql`u.status`, sql`LEFT JOIN users u ON u.id = s.user_id`, sql`s.profile`]
    : [sql`NULL::text`, empty, UNLESS_UNCHANGED];
  const rows = await tx.query<SourceUserRow>(sql`
    SELECT s.id, s.external_id, s.status, s.user_id, s.match_type, ${profile} AS profile, s.fingerprint, s.version,
           ${userStatus} AS user_status
      FROM ${wantedRows(wanted)}
      JOIN source_users s ON s.source_id = ${basis.sourceId} AND s.external_id = wanted.external_id ${join}`);
  if (!basis.compiledMapping.readsLinks) return rows.map((row) => sourceUserView(row, undefined));
  const linked = await loadLinkedUsers(
    tx,
    rows.flatMap(({ user_id }) => user_id ?? []),
  );
  return rows.map((row) => sourceUserView(row, linked.get(row.user_id ?? '')));
}

/** One alone is looked up by its key whatever the planner thinks of the table; of many, it must weigh ways against each other. */
function wantedRows(wanted: readonly WantedSourceUser[]): Sql {
  const [one, ...others] = wanted;
  if (one !== undefined && others.length === 0) {
    return sql`(SELECT ${one.externalId}::text AS external_id, ${one.fingerprint}::bigint AS fingerprint) AS wanted`;
  }
  const externalIds = wanted.map(({ externalId }) => externalId);
  const fingerprints = wanted.map(({ fingerprint }) => fingerprint);
  return sql`unnest(${externalIds}::text[], ${fingerprints}::bigint[]) AS wanted (external_id, fingerprint)`;
}

const UNLESS_UNCHANGED = sql`CASE WHEN s.status = 'ACTIVE' AND s.fingerprint = wanted.fingerprint THEN NULL ELSE s.profile END`;

function sourceUserView(row: SourceUserRow, linkedUsers: LinkedUsers | undefined): SourceUserView {
  let profile: Profile | undefined;
  return {
    id: row.id,
    externalId: row.external_id,
    status: row.status,
    userId: row.user_id,
    matchType: row.match_type,
    // Parsed only when the plan reads it.
    get profile() {
      if (row.profile === null) throw new TypeError(`The profile of the unchanged source user ${row.id} was not read`);
      profile ??= JSON.parse(row.profile) as Profile;
      return profile;
    },
    fingerprint: row.fingerprint,
    version: row.version,
    userStatus: row.user_status,
    linkedUsers,
  };
}

/** What to look users up by; each list is one index look-up. */
export interface UserQuery {
  readonly ids: readonly string[];
  readonly logins: readonly string[];
  readonly emails: readonly string[];
  readonly names: readonly string[];
  /** Values of the first match attribute, where attributes are the exact-match criteria. */
  readonly attribute: { readonly name: string; readonly values: readonly string[] } | undefined;
}

interface UserRow {
  readonly id: string;
  readonly status: UserStatus;
  readonly login_key: string;
  readonly email_key: string | null;
  readonly name_key: string | null;
  readonly profile: Profile;
  readonly version: number;
  readonly can_sign_in: boolean;
  readonly super_administrator: boolean;
  readonly owner: string | null;
  readonly external_id: string | null;
}

/** Every user that one of the look-ups finds, once. Namesakes whom only the importing source holds are left out. */
export async function loadUsers(tx: Transaction, basis: CompiledBasis, query: UserQuery): Promise<readonly UserView[]> {
  const found = new Map<string, UserView>();
  const lookUps = conditions(basis, query).map((condition) => select(basis, condition));
  if (lookUps.length === 0) return [];
  // One statement, in which each look-up keeps the index of its own.
  for (const row of await tx.query<UserRow>(join(lookUps, ' UNION ALL '))) found.set(row.id, userView(row, basis));
  return [...found.values()];
}

function conditions(basis: CompiledBasis, query: UserQuery): readonly Sql[] {
  const some: Sql[] = [];
  if (query.ids.length > 0) some.push(sql`u.id = ANY(${query.ids}::text[])`);
  // A linked user nearly always holds its own login: no need to read it twice.
  if (query.logins.length > 0) {
    some.push(sql`u.login_key = ANY(${query.logins}::text[]) AND u.id <> ALL(${query.ids}::text[])`);
  }
  if (query.emails.length > 0) some.push(sql`u.email_key = ANY(${query.emails}::text[])`);
  if (query.names.length > 0) {
    some.push(sql`u.name_key = ANY(${query.names}::text[]) AND u.held_by < ${basis.sourceId}`);
    some.push(sql`u.name_key = ANY(${query.names}::text[]) AND u.held_by > ${basis.sourceId}`);
  }
  if (query.attribute !== undefined && query.attribute.values.length > 0) {
    some.push(sql`${attributeColumn(query.attribute.name, 'u.profile')} = ANY(${query.attribute.values}::text[])`);
  }
  return some;
}

/**
 * An attribute of a profile, written out so that the index of `indexMatchAttribute` serves it. Attribute names are
 * identifiers (`attribute-names.ts`), which is checked again here because they become SQL text.
 */
function attributeColumn(name: string, profile: 'profile' | 'u.profile' = 'profile'): Sql {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new TypeError(`"${name}" is no attribute name`);
  return raw(`(${profile} ->> '${name}')`);
}

/** Makes matching by an attribute an index look-up. Built when first needed: nobody else pays for it. */
export async function indexMatchAttribute(tx: Transaction, name: string): Promise<void> {
  const [index] = await tx.query<{ readonly exists: boolean }>(
    sql`SELECT to_regclass(${`"users_match_${name}"`}) IS NOT NULL AS exists`,
  );
  // Even to find that there is nothing to do, CREATE INDEX would wait for every writer of users, and make all others wait.
  if (index?.exists === true) return;
  await tx.execute(sql`CREATE INDEX IF NOT EXISTS ${raw(`"users_match_${name}"`)} ON users (${attributeColumn(name)})`);
}

/** The holder is looked up for each user found; the owner only where the org has several profile sources. */
function select(basis: CompiledBasis, condition: Sql): Sql {
  const several = Object.keys(basis.priorities).length > 1;
  return sql`
    SELECT u.id, u.status, u.login_key, u.email_key, u.name_key, u.profile, u.version,
           u.password_changed IS NOT NULL AS can_sign_in, a.user_id IS NOT NULL AS super_administrator,
           held.external_id, ${several ? raw('owner.id') : raw('NULL::text')} AS owner
      FROM users u
      LEFT JOIN administrators a ON a.user_id = u.id AND a.role = 'SUPER_ADMIN'
      LEFT JOIN source_users held
             ON held.user_id = u.id AND held.source_id = ${basis.sourceId} AND held.status = 'ACTIVE'
      ${several ? OWNER : empty}
     WHERE ${condition}`;
}

/** The profile source of highest priority that holds the user. */
const OWNER = sql`
  LEFT JOIN LATERAL (
    SELECT i.id FROM source_users s JOIN identity_sources i ON i.id = s.source_id
     WHERE s.user_id = u.id AND s.status = 'ACTIVE' AND i.status = 'ACTIVE'
       AND (i.settings ->> 'profileSourcing')::boolean
     ORDER BY i.priority LIMIT 1) owner ON true`;

function userView(row: UserRow, basis: CompiledBasis): UserView {
  const several = Object.keys(basis.priorities).length > 1;
  const own = row.external_id !== null && basis.settings.profileSourcing ? basis.sourceId : null;
  return {
    id: row.id,
    status: row.status,
    loginKey: row.login_key,
    emailKey: row.email_key,
    nameKey: row.name_key,
    profile: row.profile,
    version: row.version,
    canSignIn: row.can_sign_in,
    superAdministrator: row.super_administrator,
    owner: several ? row.owner : own,
    heldBy: row.external_id,
    plannedHere: false,
  };
}
