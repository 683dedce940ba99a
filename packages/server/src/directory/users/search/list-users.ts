import { ApiError, type ProfileSchema, validationFailed } from '@headwater/protocol';
import pg from 'pg';
import sql, { empty, join, type Sql } from 'sql-template-tag';
import type { Transaction } from '../../../database/transaction.ts';
import { filterError } from '../../../scim-filter/filter-error.ts';
import type { FilterNode } from '../../../scim-filter/filter-node.ts';
import { parseFilter } from '../../../scim-filter/parse-filter.ts';
import { USER_COLUMNS, type UserRow } from '../user.ts';
import { compileFilter } from './compile-filter.ts';
import { decodeCursor, encodeCursor, listFingerprint, type Position } from './cursor.ts';
import { quickSearch } from './quick-search.ts';
import { isAfter, orderBy, readSortOrder, type SortOrder } from './sort-order.ts';

/** What `GET /api/v1/users` can ask for (identity-sources-api 7.3). */
export interface UserQuery {
  readonly q?: string | undefined;
  readonly filter?: string | undefined;
  readonly search?: string | undefined;
  readonly sortBy?: string | undefined;
  readonly sortOrder?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface UserPage {
  readonly users: readonly UserRow[];
  /** The `after` of the next page, null on the last. */
  readonly next: string | null;
}

export const MAX_PAGE = 200;
const QUICK_PAGE = 10;

/**
 * One page of users. Without criteria, and with `q`, deactivated users are left out; `filter` and `search` see everybody. A page
 * begins where the one before ended, by id (or sort key and id), so that no page costs more than another, and users who exist
 * throughout are listed exactly once whatever else is written meanwhile. Throws `invalidSearch`, `invalidPaging`, `validationFailed`.
 */
export async function listUsers(tx: Transaction, schema: ProfileSchema, query: UserQuery): Promise<UserPage> {
  const sort = sortOf(schema, query);
  const fingerprint = listFingerprint([query.q, query.filter, query.search, query.sortBy, query.sortOrder]);
  const position = query.after === undefined ? undefined : decodeCursor(fingerprint, query.after);
  if (position !== undefined && (position.key === null) !== (sort === undefined)) throw new ApiError('invalidPaging');
  const limit = query.limit ?? (query.q === undefined ? MAX_PAGE : QUICK_PAGE);
  const conditions = [criteria(schema, query), ...(position === undefined ? [] : [behind(sort, position)])];
  const rows = await tx
    .query<UserRow & { readonly sortKey: string | null }>(sql`
      SELECT ${USER_COLUMNS}, ${sort === undefined ? sql`NULL` : sql`(${sort.expression})::text`} AS "sortKey"
        FROM users
       WHERE ${join(conditions, ' AND ')}
       ORDER BY ${sort === undefined ? sql`id` : orderBy(sort)}
       LIMIT ${limit + 1}`)
    .catch((error: unknown) => {
      // A forged cursor can hold a key that is no value of the sort's type.
      throw position !== undefined && isDataError(error) ? new ApiError('invalidPaging', { cause: error }) : error;
    });
  const users = rows.slice(0, limit);
  const last = users.at(-1);
  const next = rows.length > limit && last !== undefined ? { key: last.sortKey, id: last.id } : null;
  return { users, next: next === null ? null : encodeCursor(fingerprint, next) };
}

/** PostgreSQL's class 22, data exception. */
function isDataError(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code?.startsWith('22') === true;
}

function sortOf(schema: ProfileSchema, { search, sortBy, sortOrder }: UserQuery): SortOrder | undefined {
  if (sortBy === undefined) {
    if (sortOrder !== undefined) throw validationFailed('sortOrder', ['sortOrder: needs sortBy']);
    return undefined;
  }
  if (search === undefined) throw validationFailed('sortBy', ['sortBy: can be used with search only']);
  return readSortOrder(schema, sortBy, sortOrder);
}

function behind(sort: SortOrder | undefined, position: Position): Sql {
  return sort === undefined ? sql`id > ${position.id}` : isAfter(sort, position);
}

function criteria(schema: ProfileSchema, { q, filter, search }: UserQuery): Sql {
  const given = Object.entries({ q, filter, search }).filter(([, text]) => text !== undefined);
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(' and ');
    throw validationFailed('search', [`search: ${names} cannot be combined; say it all in search`]);
  }
  if (search !== undefined) return compileFilter(schema, parseFilter(search));
  if (filter !== undefined) {
    const parsed = parseFilter(filter);
    refuseContains(parsed);
    return compileFilter(schema, parsed);
  }
  return sql`status <> 'DEPROVISIONED'${q === undefined || q.trim() === '' ? empty : sql` AND ${quickSearch(q)}`}`;
}

/** `co` needs `search`, as on Okta. */
function refuseContains(filter: FilterNode): void {
  switch (filter.kind) {
    case 'and':
    case 'or':
      refuseContains(filter.left);
      refuseContains(filter.right);
      return;
    case 'not':
      refuseContains(filter.operand);
      return;
    case 'present':
      return;
    case 'compare':
      if (filter.operator === 'co') throw filterError(filter.offset, 'co can be used in search, not in filter');
  }
}
