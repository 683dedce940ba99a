import { ApiError, notFound } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { isStorable } from '../../json/storable-text.ts';
import { GROUP_COLUMNS, type GroupRow } from './group.ts';

/** One group. Throws `notFound`. */
export async function getGroup(tx: Transaction, groupId: string): Promise<GroupRow> {
  if (!isStorable(groupId)) throw notFound(groupId, 'UserGroup');
  const [group] = await tx.query<GroupRow>(sql`SELECT ${GROUP_COLUMNS} FROM groups WHERE id = ${groupId}`);
  if (group === undefined) throw notFound(groupId, 'UserGroup');
  return group;
}

/**
 * One of the directory's own groups, for a change: nobody else writes it or its members until the transaction ends. Throws `notFound`,
 * `groupSourced` for a group of an identity source, which alone changes it (import-semantics 2.6), and `forbidden` for one that is
 * built in.
 */
export async function lockOwnGroup(tx: Transaction, groupId: string): Promise<GroupRow> {
  await getGroup(tx, groupId);
  const [group] = await tx.query<GroupRow>(sql`SELECT ${GROUP_COLUMNS} FROM groups WHERE id = ${groupId} FOR UPDATE`);
  if (group === undefined) throw notFound(groupId, 'UserGroup');
  switch (group.type) {
    case 'OKTA_GROUP':
      return group;
    case 'APP_GROUP':
      throw new ApiError('groupSourced', { data: { groupId } });
    case 'BUILT_IN':
      throw new ApiError('forbidden');
  }
}
