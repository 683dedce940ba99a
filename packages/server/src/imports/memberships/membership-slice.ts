import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { PlanContext } from '../import-run.ts';
import { keyHash } from '../key-hash.ts';
import { OBJECT_CLASSES } from '../objects/object-class.ts';
import { readObjects } from '../objects/object-slice.ts';
import type { Pair } from './pair.ts';
import type { MembershipSlice, MemberView } from './plan-membership.ts';

/**
 * Looks up what the plan of these pairs needs: groups, members and pairs of the directory, with what the receipts of the same
 * import say of groups and people so far. So those receipts must be written.
 */
export async function readMembershipSlice(
  tx: Transaction,
  context: PlanContext,
  pairs: readonly Pair[],
): Promise<MembershipSlice> {
  const [groups, members] = await Promise.all([
    readGroups(tx, context, [...new Set(pairs.map(({ group }) => group))]),
    readMembers(tx, context, [...new Set(pairs.map(({ member }) => member))]),
  ]);
  const held = await readHeld(tx, pairs, groups, members);
  return {
    group: (externalId) => groups.get(externalId)?.id,
    member: (externalId) => members.get(externalId),
    isHeld: (groupId, sourceUserId) => held.has(`${groupId} ${sourceUserId}`),
  };
}

interface GroupOfSlice {
  readonly id: string;
  /** Not in the directory yet, so it has no members there. */
  readonly planned: boolean;
}

async function readGroups(
  tx: Transaction,
  { basis, importId, folds }: PlanContext,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, GroupOfSlice>> {
  const found = new Map<string, GroupOfSlice>();
  for (const [externalId, { id }] of await readObjects(tx, OBJECT_CLASSES.groups, basis.sourceId, externalIds)) {
    found.set(externalId, { id, planned: false });
  }
  const numbers = externalIds.flatMap((externalId) => folds.groups.numbersOf(keyHash(externalId)));
  if (numbers.length === 0) return found;
  const planned = await tx.query<{ external_id: string; object_id: string; outcome: string }>(sql`
    SELECT external_id, object_id, outcome FROM import_object_records
     WHERE import_id = ${importId} AND class = 'groups' AND number = ANY(${numbers}::int[])
       AND outcome IN ('added', 'removed')`);
  for (const { external_id: externalId, object_id: id, outcome } of planned) {
    if (outcome === 'added') {
      if (!found.has(externalId)) found.set(externalId, { id, planned: true });
    } else if (basis.choices.groupDelete === 'remove') found.delete(externalId);
    else found.set(externalId, { id, planned: true });
  }
  return found;
}

/** Everybody the source has sent, deleted ones included: what it says of their memberships is kept, as for people who leave later. */
async function readMembers(
  tx: Transaction,
  { basis, importId, folds }: PlanContext,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, MemberView>> {
  const rows = await tx.query<{ external_id: string; sourceUserId: string; userId: string | null }>(sql`
    SELECT external_id, id AS "sourceUserId", user_id AS "userId" FROM source_users
     WHERE source_id = ${basis.sourceId} AND external_id = ANY(${externalIds}::text[])`);
  const found = new Map<string, MemberView>(rows.map(({ external_id, ...view }) => [external_id, view]));
  const numbers = externalIds.flatMap((externalId) => folds.users.numbersOf(keyHash(externalId)));
  if (numbers.length === 0) return found;
  const planned = await tx.query<{ external_id: string; sourceUserId: string; userId: string | null }>(sql`
    SELECT external_id, source_user_id AS "sourceUserId", user_id AS "userId" FROM import_records
     WHERE import_id = ${importId} AND number = ANY(${numbers}::int[]) AND action = 'upsert' AND source_user_id IS NOT NULL`);
  for (const { external_id, ...view } of planned) {
    // Of somebody who is there, the receipt may know the link that comes.
    const known = found.get(external_id);
    found.set(external_id, { sourceUserId: view.sourceUserId, userId: view.userId ?? known?.userId ?? null });
  }
  return found;
}

async function readHeld(
  tx: Transaction,
  pairs: readonly Pair[],
  groups: ReadonlyMap<string, GroupOfSlice>,
  members: ReadonlyMap<string, MemberView>,
): Promise<ReadonlySet<string>> {
  const groupIds: string[] = [];
  const sourceUserIds: string[] = [];
  for (const { group, member } of pairs) {
    const found = groups.get(group);
    const view = members.get(member);
    if (found === undefined || found.planned || view === undefined) continue;
    groupIds.push(found.id);
    sourceUserIds.push(view.sourceUserId);
  }
  if (groupIds.length === 0) return new Set();
  const rows = await tx.query<{ held: string }>(sql`
    SELECT m.group_id || ' ' || m.source_user_id AS held
      FROM unnest(${groupIds}::text[], ${sourceUserIds}::text[]) AS wanted (group_id, source_user_id)
      JOIN source_memberships m ON m.group_id = wanted.group_id AND m.source_user_id = wanted.source_user_id`);
  return new Set(rows.map(({ held }) => held));
}
