import { ApiError, type IdKind, validationFailed } from '@headwater/protocol';
import pg from 'pg';
import sql, { join, type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { parseFilter } from '../../scim-filter/parse-filter.ts';
import { compileFilter, refuseContains } from './compile-filter.ts';
import { decodeCursor, encodeCursor, listFingerprint, type Position } from './cursor.ts';
import type { SearchFields } from './search-field.ts';
import { isAfter, orderBy, readSortOrder, type SortOrder } from './sort-order.ts';

/** What a list can be asked for; at most one of `q`, `filter` and `search`. */
export interface ListQuery {
  readonly q?: string | undefined;
  readonly filter?: string | undefined;
  readonly search?: string | undefined;
  readonly sortBy?: string | undefined;
  readonly sortOrder?: string | undefined;
  readonly after?: string | undefined;
}

/** A kind of objects that can be listed. */
export interface Listing {
  readonly kind: IdKind;
  readonly table: Sql;
  readonly columns: Sql;
  readonly fields: SearchFields;
  /** Who is listed when neither `filter` nor `search` says it. */
  readonly usual: Sql;
  /** The condition of `q`. */
  quick(text: string): Sql;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** The `after` of the next page, null on the last. */
  readonly next: string | null;
}

/**
 * One page of a list. A page begins where the one before ended, by id (or sort key and id), so that no page costs more than another,
 * and objects that exist throughout are listed exactly once whatever else is written meanwhile. Throws `invalidSearch`,
 * `invalidPaging`, `validationFailed`.
 */
export async function listPage<Row extends { readonly id: string }>(
  tx: Transaction,
  listing: Listing,
  query: ListQuery,
  limit: number,
): Promise<Page<Row>> {
  const sort = sortOf(listing.fields, query);
  const fingerprint = listFingerprint([query.q, query.filter, query.search, query.sortBy, query.sortOrder]);
  const position = query.after === undefined ? undefined : decodeCursor(listing.kind, fingerprint, query.after);
  if (position !== undefined && (position.key === null) !== (sort === undefined)) throw new ApiError('invalidPaging');
  const conditions = [criteria(listing, query), ...(position === undefined ? [] : [behind(sort, position)])];
  const found = await tx
    .query<Row & { readonly sortKey: string | null }>(sql`
      SELECT ${listing.columns}, ${sort === undefined ? sql`NULL` : sql`(${sort.expression})::text`} AS "sortKey"
        FROM ${listing.table}
       WHERE ${join(conditions, ' AND ')}
       ORDER BY ${sort === undefined ? sql`id` : orderBy(sort)}
       LIMIT ${limit + 1}`)
    .catch((error: unknown) => {
      // A forged cursor can hold a key that is no value of the sort's type.
      throw position !== undefined && isDataError(error) ? new ApiError('invalidPaging', { cause: error }) : error;
    });
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const next = found.length > limit && last !== undefined ? { key: last.sortKey, id: last.id } : null;
  return { rows, next: next === null ? null : encodeCursor(fingerprint, next) };
}

/** PostgreSQL's class 22, data exception. */
function isDataError(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code?.startsWith('22') === true;
}

function sortOf(fields: SearchFields, { search, sortBy, sortOrder }: ListQuery): SortOrder | undefined {
  if (sortBy === undefined) {
    if (sortOrder !== undefined) throw validationFailed('sortOrder', ['sortOrder: needs sortBy']);
    return undefined;
  }
  if (search === undefined) throw validationFailed('sortBy', ['sortBy: can be used with search only']);
  return readSortOrder(fields, sortBy, sortOrder);
}

function behind(sort: SortOrder | undefined, position: Position): Sql {
  return sort === undefined ? sql`id > ${position.id}` : isAfter(sort, position);
}

function criteria({ fields, usual, quick }: Listing, { q, filter, search }: ListQuery): Sql {
  const given = Object.entries({ q, filter, search }).filter(([, text]) => text !== undefined);
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(' and ');
    throw validationFailed('search', [`search: ${names} cannot be combined; say it all in search`]);
  }
  if (search !== undefined) return compileFilter(fields, parseFilter(search));
  if (filter !== undefined) {
    const parsed = parseFilter(filter);
    refuseContains(parsed);
    return compileFilter(fields, parsed);
  }
  return q === undefined || q.trim() === '' ? usual : sql`${usual} AND ${quick(q)}`;
}
