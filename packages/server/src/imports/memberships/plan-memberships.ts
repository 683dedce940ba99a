import type { Transaction } from '../../database/transaction.ts';
import type { Intent } from '../fold.ts';
import type { PlanContext } from '../import-run.ts';
import { encodeMembership, MEMBERSHIP_RECORDS } from './membership-row.ts';
import { readMembershipSlice } from './membership-slice.ts';
import { pairOf } from './pair.ts';
import { type MembershipSlice, type PlannedMembership, planMembership } from './plan-membership.ts';

/** Intents about memberships with everything looked up that their plan needs. The `externalId` of each is its line (`pair.ts`). */
export interface LookedUpMemberships {
  readonly intents: readonly Intent[];
  readonly slice: MembershipSlice;
}

export async function lookUpMemberships(
  tx: Transaction,
  context: PlanContext,
  intents: readonly Intent[],
): Promise<LookedUpMemberships> {
  const pairs = intents.map(({ externalId }) => pairOf(externalId));
  return { intents, slice: await readMembershipSlice(tx, context, pairs) };
}

/** Decides about memberships. */
export function planMemberships({ intents, slice }: LookedUpMemberships): readonly PlannedMembership[] {
  return intents.map((intent) => planMembership(intent, slice));
}

/** Writes the receipts of decisions, and nothing else. */
export async function writeMembershipReceipts(
  tx: Transaction,
  { org, importId }: PlanContext,
  records: readonly PlannedMembership[],
): Promise<void> {
  const at = org.clock.now().toISOString();
  const lines = records.map((record) => encodeMembership(importId, at, record));
  if (lines.length > 0) await tx.copyInto(MEMBERSHIP_RECORDS, lines);
}
