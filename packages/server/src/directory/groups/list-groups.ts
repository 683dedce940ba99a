import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { isStorable } from '../../json/storable-text.ts';
import { type ListQuery, listPage, type Page } from '../search/list-page.ts';
import { foldText } from '../search/search-field.ts';
import { GROUP_COLUMNS, type GroupRow } from './group.ts';
import { FOLDED_NAME, GROUP_FIELDS } from './group-fields.ts';

const LISTING = {
  kind: 'group',
  table: sql`groups`,
  columns: GROUP_COLUMNS,
  fields: GROUP_FIELDS,
  usual: sql`TRUE`,
  // PostgreSQL takes no NUL, and no group's name has one.
  quick: (text: string) =>
    isStorable(text) ? sql`${FOLDED_NAME} ^@ ${foldText(sql`${text.trim()}::text`)}` : sql`FALSE`,
} as const;

/** One page of groups; `q` is the beginning of a name, whatever its case. Paging and errors: see `listPage`. */
export function listGroups(tx: Transaction, query: ListQuery, limit: number): Promise<Page<GroupRow>> {
  return listPage<GroupRow>(tx, LISTING, query, limit);
}

/** The groups that a user is a member of, those of identity sources included, by id. Throws `invalidPaging`. */
export function listGroupsOfUser(
  tx: Transaction,
  userId: string,
  query: Pick<ListQuery, 'after'>,
  limit: number,
): Promise<Page<GroupRow>> {
  const usual = sql`id IN (SELECT group_id FROM group_users WHERE user_id = ${userId})`;
  return listPage<GroupRow>(tx, { ...LISTING, usual }, query, limit);
}
