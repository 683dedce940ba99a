import type { ProfileSchema } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { PageSizes } from '../../http/pagination.ts';
import { type ListQuery, listPage } from '../search/list-page.ts';
import { quickSearch } from './quick-search.ts';
import { USER_COLUMNS, type UserRow } from './user.ts';
import { userFields } from './user-fields.ts';

/** What `GET /api/v1/users` can ask for (identity-sources-api 7.3). */
export interface UserQuery extends ListQuery {
  readonly limit?: number | undefined;
}

export interface UserPage {
  readonly users: readonly UserRow[];
  /** The `after` of the next page, null on the last. */
  readonly next: string | null;
}

/** Users of a page; with `q` fewer, unless the request says otherwise. */
export function userPageSizes({ q }: Pick<UserQuery, 'q'>): PageSizes {
  return { usual: q === undefined ? 200 : 10, largest: 200 };
}

/**
 * One page of users. Without criteria, and with `q`, deactivated users are left out; `filter` and `search` see everybody.
 * Paging and errors: see `listPage`.
 */
export async function listUsers(tx: Transaction, schema: ProfileSchema, query: UserQuery): Promise<UserPage> {
  const listing = {
    kind: 'user',
    table: sql`users`,
    columns: USER_COLUMNS,
    fields: userFields(schema),
    usual: sql`status <> 'DEPROVISIONED'`,
    quick: quickSearch,
  } as const;
  const { rows, next } = await listPage<UserRow>(tx, listing, query, query.limit ?? userPageSizes(query).usual);
  return { users: rows, next };
}
