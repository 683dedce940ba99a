import { ApiError } from '@headwater/protocol';
import sql, { empty, join, type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { isStorable } from '../../json/storable-text.ts';
import { APP_USER_COLUMNS, type AppUserRow } from './app-user.ts';

/** Which people of a source are listed: all whom it has not deleted, or those who wait for a decision. */
export type Listed = 'live' | 'unconfirmed';

export interface AppUserPage {
  readonly people: readonly AppUserRow[];
  /** The `after` of the next page, null on the last. */
  readonly next: string | null;
}

const LISTED: Readonly<Record<Listed, Sql>> = {
  live: sql`s.status <> 'DEPROVISIONED'`,
  unconfirmed: sql`s.status IN ('IMPORTED', 'MATCHED')`,
};

/**
 * One page of a source's people in the order of their external ids, which is that of an index: no page costs more than another.
 * @param q beginning of a user name, first name, last name or email, in any letter case; reads the profiles of the source
 */
export async function listAppUsers(
  tx: Transaction,
  sourceId: string,
  listed: Listed,
  query: { readonly q?: string | undefined; readonly after?: string | undefined },
  size: number,
): Promise<AppUserPage> {
  const { q, after } = query;
  const rows = await tx.query<AppUserRow>(sql`
    SELECT ${APP_USER_COLUMNS} FROM source_users AS s
     WHERE s.source_id = ${sourceId} AND ${LISTED[listed]}
           ${after === undefined ? empty : sql`AND s.external_id > ${decodeCursor(after)}`}
           ${q === undefined || q === '' ? empty : sql`AND (${beginsWith(q)})`}
     ORDER BY s.external_id LIMIT ${size + 1}`);
  const people = rows.slice(0, size);
  const last = people.at(-1);
  return { people, next: rows.length > size && last !== undefined ? encodeCursor(last.externalId) : null };
}

const SEARCHED = ['userName', 'firstName', 'lastName', 'email'] as const;

function beginsWith(q: string): Sql {
  return join(
    SEARCHED.map((name) => sql`starts_with(lower(s.profile::jsonb ->> ${name}), lower(${q}))`),
    ' OR ',
  );
}

function encodeCursor(externalId: string): string {
  return Buffer.from(externalId, 'utf8').toString('base64url');
}

function decodeCursor(after: string): string {
  const externalId = Buffer.from(after, 'base64url').toString('utf8');
  const forged = encodeCursor(externalId) !== after || externalId === '' || !isStorable(externalId);
  if (forged) throw new ApiError('invalidPaging', { causes: ['Invalid cursor.'] });
  return externalId;
}
