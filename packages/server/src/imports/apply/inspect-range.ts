import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { Decision } from '../plan-state.ts';
import { inRange, type RecordRange } from './range.ts';

/** What applying a range has to do, so that statements without work are not sent. */
export interface RangeContent {
  readonly newUsers: number;
  readonly changedUsers: number;
  readonly newSourceUsers: number;
  readonly changedSourceUsers: number;
  /** Users who were there, and who may be linked to another record of the source. */
  readonly takenLinks: number;
  readonly releasedUsers: number;
  /** People whom the source knew before, and who get a user now. */
  readonly confirmed: number;
  readonly changes: number;
}

export async function inspectRange(tx: Transaction, range: RecordRange): Promise<RangeContent> {
  const [content] = await tx.query<RangeContent>(sql`
    SELECT count(*) FILTER (WHERE r.link = 'created') AS "newUsers",
           count(*) FILTER (WHERE r.user_version IS NOT NULL) AS "changedUsers",
           count(*) FILTER (WHERE r.source_status IS NOT NULL AND r.source_version IS NULL) AS "newSourceUsers",
           count(*) FILTER (WHERE r.source_status IS NOT NULL AND r.source_version IS NOT NULL) AS "changedSourceUsers",
           count(*) FILTER (WHERE r.link IN ('moved', 'matched')) AS "takenLinks",
           count(*) FILTER (WHERE r.action = 'delete' AND r.user_id IS NOT NULL) AS "releasedUsers",
           count(*) FILTER (WHERE r.link IS NOT NULL AND r.source_version IS NOT NULL) AS "confirmed",
           count(*) FILTER (WHERE r.source_status IS NOT NULL OR r.user_version IS NOT NULL) AS "changes"
      FROM import_records r WHERE ${inRange(range)}`);
  if (content === undefined) throw new TypeError('A count without grouping gives one row');
  return content;
}

/** What applying one decision has to do: what `inspectRange` would find in its receipt. */
export function inspectDecision({ record, userId }: Decision): RangeContent {
  const { action, link, source, user } = record;
  const isKnown = source?.version !== undefined;
  const changesUser = user?.version !== undefined;
  return {
    newUsers: Number(link === 'created'),
    changedUsers: Number(changesUser),
    newSourceUsers: Number(source !== null && !isKnown),
    changedSourceUsers: Number(isKnown),
    takenLinks: Number(link === 'moved' || link === 'matched'),
    releasedUsers: Number(action === 'delete' && userId !== null),
    confirmed: Number(link !== null && isKnown),
    changes: Number(source !== null || changesUser),
  };
}

/**
 * Locks the users that the range changes, in one order for all imports, and tells whether any of them changed or was deleted since
 * the plan read it, and whether any gets another login.
 * @param expected how many records change a user
 */
export async function lockUsers(
  tx: Transaction,
  range: RecordRange,
  expected: number,
): Promise<{ readonly stale: boolean; readonly renamed: boolean }> {
  const [found] = await tx.query<{ locked: number; stale: boolean | null; renamed: boolean | null }>(sql`
    WITH locked AS MATERIALIZED (
      SELECT u.version, u.login_key, r.user_version, r.login_key AS new_login_key
        FROM import_records r JOIN users u ON u.id = r.user_id
       WHERE ${inRange(range)} AND r.user_version IS NOT NULL
       ORDER BY u.id FOR UPDATE OF u)
    SELECT count(*) AS locked, bool_or(version <> user_version) AS stale, bool_or(login_key <> new_login_key) AS renamed FROM locked`);
  const gone = found === undefined || found.locked < expected;
  return { stale: gone || found.stale === true, renamed: found?.renamed === true };
}
