import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { recordEvent } from '../../system-log/record-event.ts';
import type { ChangeContext } from '../change-context.ts';
import type { UserRow } from '../users/user.ts';
import { userParty } from '../users/user-party.ts';
import { getPrimaryRelation, getRelation, type Relation } from './linked-object.ts';
import { relationParty } from './manage-relations.ts';

/**
 * Ids of the users at the end with this name of the relation of a user: of the primary end at most one, of the associated end in the
 * order of their ids. Throws `notFound` for an unknown name.
 */
export async function linkedUserIds(tx: Transaction, userId: string, name: string): Promise<readonly string[]> {
  const { primaryName: relation } = await getRelation(tx, name);
  const rows = await tx.query<{ readonly id: string }>(
    name === relation
      ? sql`SELECT primary_id AS id FROM user_links WHERE associated_id = ${userId} AND relation = ${relation}`
      : sql`SELECT associated_id AS id FROM user_links WHERE primary_id = ${userId} AND relation = ${relation} ORDER BY id`,
  );
  return rows.map(({ id }) => id);
}

/** Makes a user the primary of another one, in the place of whoever was it. Throws `notFound` for an unknown primary name. */
export async function setPrimary(
  tx: Transaction,
  context: ChangeContext,
  associated: UserRow,
  name: string,
  primary: UserRow,
): Promise<void> {
  const relation = await getPrimaryRelation(tx, name);
  const [before] = await linkedUserIds(tx, associated.id, name);
  if (before === primary.id) return;
  await tx.execute(sql`
    INSERT INTO user_links (associated_id, relation, primary_id, created)
    VALUES (${associated.id}, ${name}, ${primary.id}, ${context.at})
    ON CONFLICT (associated_id, relation) DO UPDATE SET primary_id = excluded.primary_id, created = excluded.created`);
  await recordLink(tx, context, relation, associated, { from: before ?? null, to: primary.id });
}

/** Takes the primary of a user away; without one nothing happens. Throws `notFound` for an unknown primary name. */
export async function removePrimary(
  tx: Transaction,
  context: ChangeContext,
  associated: UserRow,
  name: string,
): Promise<void> {
  const relation = await getPrimaryRelation(tx, name);
  const [before] = await tx.query<{ readonly primaryId: string }>(sql`
    DELETE FROM user_links WHERE associated_id = ${associated.id} AND relation = ${name}
    RETURNING primary_id AS "primaryId"`);
  if (before !== undefined) await recordLink(tx, context, relation, associated, { from: before.primaryId, to: null });
}

/** The published catalogue has no event of its own for links: they are part of the profile of the associated user. */
async function recordLink(
  tx: Transaction,
  { at, ...act }: ChangeContext,
  relation: Relation,
  user: UserRow,
  change: { readonly from: string | null; readonly to: string | null },
): Promise<void> {
  await recordEvent(tx, {
    ...act,
    at,
    type: 'user.account.update_profile',
    targets: [userParty(user), relationParty(relation)],
    debug: { linked_object: relation.primaryName, ...change },
  });
}
