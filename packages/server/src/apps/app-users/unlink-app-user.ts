import { notFound } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { UserRow } from '../../directory/users/user.ts';
import { userParty } from '../../directory/users/user-party.ts';
import { type IdentitySource, sourceParty } from '../../identity-sources/identity-source.ts';
import type { Org } from '../../orgs/org.ts';
import type { Act } from '../../system-log/act.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import { getAppUser } from './app-user.ts';

/**
 * Breaks the link between a person of a source and their user, who stays as they are (import-semantics 2.4). The person is UNASSIGNED
 * until the source uploads them again: then they are matched like somebody new. Other sources of the user evaluate their records anew,
 * because one of them may own the user now. Throws `notFound` for somebody who is not linked.
 */
export async function unlinkAppUser(
  tx: Transaction,
  org: Org,
  source: IdentitySource,
  reference: string,
  act: Act,
): Promise<void> {
  const found = await getAppUser(tx, source.id, reference);
  if (found.userId === null) throw notFound(reference, 'AppUser');
  const now = org.clock.now();
  // In the order of an import: the user first. What was planned about the user before is planned again.
  const [user] = await tx.query<Pick<UserRow, 'id' | 'profile'>>(sql`
    UPDATE users
       SET held_by = CASE WHEN held_by = ${source.id} THEN '' ELSE held_by END, version = version + 1, last_updated = ${now}
     WHERE id = ${found.userId}
    RETURNING id, profile`);
  if (user === undefined) throw notFound(reference, 'AppUser');
  const unlinked = await tx.execute(sql`
    UPDATE source_users
       SET status = 'UNASSIGNED', user_id = NULL, match_type = NULL, fingerprint = NULL, version = version + 1,
           last_updated = ${now}
     WHERE id = ${found.id} AND user_id = ${found.userId} AND status = 'ACTIVE'`);
  if (unlinked === 0) throw notFound(reference, 'AppUser');
  await tx.execute(sql`
    UPDATE source_users SET fingerprint = NULL WHERE user_id = ${found.userId} AND fingerprint IS NOT NULL`);
  const { id, externalId } = found;
  const party = userParty(user);
  const appUser = { id, type: 'AppUser', alternateId: externalId, displayName: party.displayName ?? externalId };
  await recordEvent(tx, {
    ...act,
    at: now,
    type: 'application.user_membership.remove',
    targets: [appUser, party, sourceParty(source)],
  });
}
