import sql from 'sql-template-tag';
import { removeAdministrator } from '../../access/administrators.ts';
import { revokeToken } from '../../access/manage-tokens.ts';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import type { ChangeContext } from '../change-context.ts';
import { deletionOf, recordChange } from '../record-change.ts';
import type { UserRow } from './user.ts';

/**
 * Deletes a user that the transaction has locked, for good: the login and the unique values are free again, memberships and tokens
 * end (import-semantics 2.5). Receipts and history keep the id.
 *
 * A source's record of the person goes back to those that wait for a decision: no import takes the person for one who is linked, and
 * the next one that speaks of them matches them afresh, or creates the user again where new users are confirmed by themselves.
 */
export async function deleteUser(tx: Transaction, org: Org, context: ChangeContext, user: UserRow): Promise<void> {
  await tx.execute(sql`DELETE FROM unique_values WHERE user_id = ${user.id}`);
  await leaveGroups(tx, context.at, user.id);
  await releaseRecords(tx, context.at, user.id);
  const tokens = await tx.query<{ readonly id: string }>(
    sql`SELECT id FROM api_tokens WHERE owner_id = ${user.id} AND revoked IS NULL ORDER BY id`,
  );
  for (const { id } of tokens) await revokeToken(tx, org, id, context);
  await removeAdministrator(tx, user.id);
  await tx.execute(sql`DELETE FROM users WHERE id = ${user.id}`);
  await recordChange(tx, context, {
    objectId: user.id,
    type: 'user.lifecycle.delete.completed',
    profile: deletionOf(user.profile),
    status: [user.status, null],
  });
}

async function leaveGroups(tx: Transaction, at: Date, userId: string): Promise<void> {
  // Locked in one order, so that two people can leave the same groups at the same time.
  await tx.execute(sql`
    SELECT FROM groups WHERE id IN (SELECT group_id FROM group_members WHERE user_id = ${userId}) ORDER BY id FOR UPDATE`);
  await tx.execute(sql`
    WITH left_groups AS (DELETE FROM group_members WHERE user_id = ${userId} RETURNING group_id)
    UPDATE groups SET last_membership_updated = ${at} WHERE id IN (SELECT group_id FROM left_groups)`);
}

/** A new version of each record, by which a running import notices that its plan is outdated. */
async function releaseRecords(tx: Transaction, at: Date, userId: string): Promise<void> {
  await tx.execute(sql`
    UPDATE source_users
       SET user_id = NULL, fingerprint = NULL, version = version + 1, last_updated = ${at},
           match_type = CASE status WHEN 'ACTIVE' THEN 'NONE' ELSE match_type END,
           status = CASE status WHEN 'ACTIVE' THEN 'IMPORTED' ELSE status END
     WHERE user_id = ${userId}`);
}
