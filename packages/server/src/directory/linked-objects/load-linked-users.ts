import type { Profile } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';

/** The primaries of one user, by the primary name of the relation: what `user.getLinkedObject("manager")` reads. */
export type LinkedUsers = ReadonlyMap<string, Profile>;

/** The primaries of these users, by user. */
export async function loadLinkedUsers(
  tx: Transaction,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, LinkedUsers>> {
  const rows = await tx.query<{ readonly userId: string; readonly relation: string; readonly profile: Profile }>(sql`
    SELECT link.associated_id AS "userId", link.relation, primary_user.profile
      FROM user_links AS link JOIN users AS primary_user ON primary_user.id = link.primary_id
     WHERE link.associated_id = ANY(${[...userIds]}::text[])`);
  const found = new Map<string, Map<string, Profile>>();
  for (const { userId, relation, profile } of rows) {
    const linked = found.get(userId) ?? new Map<string, Profile>();
    found.set(userId, linked.set(relation, profile));
  }
  return found;
}
