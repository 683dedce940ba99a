import { type AppUser, notFound, type Profile, type ProfileSchema } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { IdentitySource } from '../../identity-sources/identity-source.ts';

/** A person as a source knows them. */
export interface AppUserRow {
  /** `0ua…` */
  readonly id: string;
  readonly externalId: string;
  readonly status: AppUser['status'];
  /** `00u…`; null for somebody who is linked to nobody. */
  readonly userId: string | null;
  /** JSON */
  readonly profile: string;
  readonly created: Date;
  readonly lastUpdated: Date;
}

/** The columns of an {@link AppUserRow}, to select from `source_users AS s`. */
export const APP_USER_COLUMNS: Sql = sql`s.id, s.external_id AS "externalId", s.status, s.user_id AS "userId", s.profile,
  s.created, s.last_updated AS "lastUpdated"`;

/**
 * One person of a source, by the id of the user or by the person's own; of several records that were linked to the user in turn, the
 * live one, else the latest. Throws `notFound`.
 */
export async function getAppUser(tx: Transaction, sourceId: string, reference: string): Promise<AppUserRow> {
  const [row] = await tx.query<AppUserRow>(sql`
    SELECT ${APP_USER_COLUMNS} FROM source_users AS s
     WHERE s.source_id = ${sourceId} AND (s.user_id = ${reference} OR s.id = ${reference})
     ORDER BY s.status = 'ACTIVE' DESC, s.last_updated DESC, s.id DESC LIMIT 1`);
  if (row === undefined) throw notFound(reference, 'AppUser');
  return row;
}

/** Turns rows into the app user objects of the API (identity-sources-api 7.2), for many people of one answer. */
export function appUserPresenter(
  source: IdentitySource,
  schema: ProfileSchema,
  origin: string,
): (row: AppUserRow, embedded?: Readonly<Record<string, unknown>>) => AppUser {
  return (row, embedded) => {
    const profile = profileOf(row);
    const synchronized = row.status === 'ACTIVE' && source.settings.profileSourcing;
    return {
      id: row.userId ?? row.id,
      externalId: row.externalId,
      created: row.created.toISOString(),
      lastUpdated: row.lastUpdated.toISOString(),
      scope: 'USER',
      status: row.status,
      statusChanged: null,
      passwordChanged: null,
      syncState: synchronized ? 'SYNCHRONIZED' : 'DISABLED',
      lastSync: row.lastUpdated.toISOString(),
      credentials: { userName: userNameOf(profile) },
      profile: inOrder(profile, schema),
      _links: {
        app: { href: `${origin}/api/v1/apps/${source.id}` },
        ...(row.userId === null ? {} : { user: { href: `${origin}/api/v1/users/${row.userId}` } }),
      },
      ...(embedded === undefined ? {} : { _embedded: { ...embedded } }),
    };
  };
}

/** The profile of a person as the source sent it. */
export function profileOf(row: Pick<AppUserRow, 'profile'>): Profile {
  // Profiles are written as JSON objects of profile values.
  return JSON.parse(row.profile) as Profile;
}

/** The name that the person has at the source. */
export function userNameOf(profile: Profile): string | null {
  return typeof profile.userName === 'string' ? profile.userName : null;
}

/** The profile in the order of the schema; what is no longer in it is left out. */
export function inOrder(profile: Profile, schema: ProfileSchema): Record<string, unknown> {
  return Object.fromEntries(
    schema.flatMap(({ name }) => {
      const value = profile[name];
      return value === undefined || value === null ? [] : [[name, value] as const];
    }),
  );
}
