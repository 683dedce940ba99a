import type { Profile, ProfileSchema, SourceUser } from '@headwater/protocol';
import sql, { empty, type Sql } from 'sql-template-tag';
import type { Transaction } from '../../../database/transaction.ts';
import { fullName } from '../../../directory/full-name.ts';
import type { Party } from '../../../system-log/record-event.ts';
import { wholeSeconds } from '../../whole-seconds.ts';

/** A live person of a source as it is stored. */
export interface SourceUserRow {
  readonly id: string;
  readonly externalId: string;
  readonly created: Date;
  readonly lastUpdated: Date;
  readonly profile: Profile;
}

/** A live person by external id; undefined for nobody, and for one who was deleted. */
export async function findSourceUser(
  tx: Transaction,
  sourceId: string,
  externalId: string,
): Promise<SourceUserRow | undefined> {
  const [row] = await tx.query<SourceUserRow>(liveSourceUser(sourceId, externalId));
  return row;
}

/** The statement that selects a live person as a {@link SourceUserRow}, with `more` columns behind. */
export function liveSourceUser(sourceId: string, externalId: string, more: Sql = empty): Sql {
  return sql`
    SELECT id, external_id AS "externalId", created, last_updated AS "lastUpdated", profile::json AS profile ${more}
      FROM source_users
     WHERE source_id = ${sourceId} AND external_id = ${externalId} AND status <> 'DEPROVISIONED'`;
}

/** A person as the wire shows them: every attribute of the schema, as text, and none that the schema has not. */
export function toSourceUser(row: SourceUserRow, schema: ProfileSchema): SourceUser {
  const profile = schema.map(({ name }) => {
    const value = row.profile[name] ?? null;
    return [name, value === null || typeof value === 'string' ? value : JSON.stringify(value)] as const;
  });
  return {
    id: row.id,
    externalId: row.externalId,
    created: wholeSeconds(row.created),
    lastUpdated: wholeSeconds(row.lastUpdated),
    profile: Object.fromEntries(profile),
  };
}

/** A person as events name them. */
export function userParty({ id, externalId, profile }: Pick<SourceUserRow, 'id' | 'externalId' | 'profile'>): Party {
  const displayName = fullName(profile.firstName, profile.lastName) ?? externalId;
  return { id, type: 'AppUser', alternateId: externalId, displayName };
}
