import { ApiError, type ImportClass, nextSessionStatus } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Org } from '../../orgs/org.ts';
import { requireActive, type SessionOfSource } from '../sessions/on-session.ts';
import { wrongStatus } from '../sessions/wrong-status.ts';
import type { BulkKind } from './bulk-kinds.ts';

/** Classes that are loaded only where the source imports groups. */
const OF_GROUPS: readonly ImportClass[] = ['groups', 'memberships'];

/**
 * Refuses a load that the session cannot take now: `featureOff` for groups where the org (switch `groupLoads`) or the source (setting
 * `importGroups`) does not take them, what `requireActive` throws, `sessionNotLoadable`, or `tooManyBulkRequests`.
 */
export async function requireLoadable(
  tx: Transaction,
  org: Org,
  session: SessionOfSource,
  kind: BulkKind,
): Promise<void> {
  if (OF_GROUPS.includes(kind.class) && !(session.importsGroups && org.choices.groupLoads === 'supported')) {
    throw new ApiError('featureOff');
  }
  requireActive(org, { id: session.sourceId, status: session.sourceStatus });
  if (nextSessionStatus(session.status, 'load', org.choices) === undefined) throw wrongStatus(org, session, 'load');
  const limit = org.limits.sessionMaxBulkRequests;
  if ((await countLoads(tx, org, session, kind)) >= limit)
    throw new ApiError('tooManyBulkRequests', { data: { limit } });
}

/** The loads that share the limit with one of this kind (identity-sources-api D12, D15). */
async function countLoads(tx: Transaction, org: Org, session: SessionOfSource, kind: BulkKind): Promise<number> {
  const { bulkRequestCount, droppedLoadCounts } = org.choices;
  if (bulkRequestCount === 'session') return session.bulkRequests;
  const [row] = await tx.query<{ readonly loads: number }>(sql`
    SELECT count(DISTINCT request) AS loads FROM bulk_loads
    WHERE session_id = ${session.id} AND class = ${kind.class} AND action = ${kind.action}
      AND (items > 0 OR ${droppedLoadCounts === 'yes'})`);
  return row?.loads ?? 0;
}
