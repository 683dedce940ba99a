import { isId, notFound } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { ChangeContext } from '../change-context.ts';
import { recordChange } from '../record-change.ts';
import { decodeCursor, encodeCursor, listFingerprint } from '../search/cursor.ts';
import type { Page } from '../search/list-page.ts';
import { USER_COLUMNS, type UserRow } from '../users/user.ts';
import { lockOwnGroup } from './find-group.ts';
import type { GroupRow } from './group.ts';

/**
 * Makes a user a member of an own group; a member already stays one. Throws `notFound` for an unknown user or group, and as
 * `lockOwnGroup`.
 */
export async function addMember(
  tx: Transaction,
  context: ChangeContext,
  groupId: string,
  userId: string,
): Promise<void> {
  await lockMembership(tx, groupId, userId);
  const added = await tx.execute(sql`
    INSERT INTO group_members (group_id, user_id, created) VALUES (${groupId}, ${userId}, ${context.at})
    ON CONFLICT DO NOTHING`);
  if (added === 1) await recordMembership(tx, context, 'group.user_membership.add', groupId, userId);
}

/** Ends a membership in an own group; of somebody who is no member nothing ends. Throws as {@link addMember}. */
export async function removeMember(
  tx: Transaction,
  context: ChangeContext,
  groupId: string,
  userId: string,
): Promise<void> {
  await lockMembership(tx, groupId, userId);
  const removed = await tx.execute(sql`DELETE FROM group_members WHERE group_id = ${groupId} AND user_id = ${userId}`);
  if (removed === 1) await recordMembership(tx, context, 'group.user_membership.remove', groupId, userId);
}

/** The user before the group, as a deletion of the user does; the lock keeps the user from being deleted until the end. */
async function lockMembership(tx: Transaction, groupId: string, userId: string): Promise<void> {
  const [user] = isId('user', userId)
    ? await tx.query(sql`SELECT FROM users WHERE id = ${userId} FOR KEY SHARE`)
    : [undefined];
  await lockOwnGroup(tx, groupId);
  if (user === undefined) throw notFound(userId, 'User');
}

async function recordMembership(
  tx: Transaction,
  context: ChangeContext,
  type: 'group.user_membership.add' | 'group.user_membership.remove',
  groupId: string,
  userId: string,
): Promise<void> {
  await tx.execute(sql`UPDATE groups SET last_membership_updated = ${context.at} WHERE id = ${groupId}`);
  await recordChange(tx, context, { objectId: groupId, type, member: userId });
}

type MemberRow = UserRow & { readonly place: string };

/**
 * One page of the members of a group, also of those that are deactivated. A page costs what it shows, however large the group is: own
 * groups are read by user id, those of a source by the source's record of the person. Throws `invalidPaging`.
 */
export async function listMembers(
  tx: Transaction,
  group: Pick<GroupRow, 'id' | 'type'>,
  after: string | undefined,
  limit: number,
): Promise<Page<UserRow>> {
  const fingerprint = listFingerprint(['members', group.id]);
  const kind = group.type === 'APP_GROUP' ? 'sourceUser' : 'user';
  const position = after === undefined ? '' : decodeCursor(kind, fingerprint, after).id;
  const members = group.type === 'APP_GROUP' ? sourcedMembers(group.id, position) : ownMembers(group.id, position);
  const found = await tx.query<MemberRow>(sql`
    SELECT ${USER_COLUMNS}, page.place
      FROM (${members} LIMIT ${limit + 1}) AS page JOIN users ON users.id = page.member_id
     ORDER BY page.place`);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const more = found.length > limit && last !== undefined;
  return { rows, next: more ? encodeCursor(fingerprint, { key: null, id: last.place }) : null };
}

/** Members as `member_id`, and the place of each, in its order. */
function ownMembers(groupId: string, after: string): Sql {
  return sql`
    SELECT user_id AS member_id, user_id AS place FROM group_members
     WHERE group_id = ${groupId} AND user_id > ${after}
     ORDER BY user_id`;
}

/** Two records of a source can be of one user, when the older is deleted there: the user is shown once. */
function sourcedMembers(groupId: string, after: string): Sql {
  return sql`
    SELECT person.user_id AS member_id, person.id AS place
      FROM source_memberships AS membership JOIN source_users AS person ON person.id = membership.source_user_id
     WHERE membership.group_id = ${groupId} AND membership.source_user_id > ${after} AND person.user_id IS NOT NULL
       AND NOT EXISTS (
         SELECT FROM source_users AS twin
           JOIN source_memberships AS other ON other.source_user_id = twin.id AND other.group_id = ${groupId}
          WHERE twin.user_id = person.user_id AND twin.source_id = person.source_id AND twin.id < person.id)
     ORDER BY membership.source_user_id`;
}
