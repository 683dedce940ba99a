import type { RecordOutcome } from '@headwater/protocol';
import sql, { type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { all } from '../scan.ts';
import type { AppliedRange, AppliedRecord } from './applied-row.ts';

/** Which receipts of a range are read. */
export interface RecordBounds {
  readonly range: AppliedRange;
  /** Numbers, both inclusive. */
  readonly from: number;
  readonly to: number;
}

/** What is wanted of receipts: outcomes by class; none of a class that cannot pass. */
export interface Wanted {
  readonly groups: readonly RecordOutcome[];
  readonly memberships: readonly RecordOutcome[];
  /** Id of the group that the receipt is about. */
  readonly groupId: string | undefined;
}

/** The receipts of some ranges, in the order of the ranges and then of their numbers in one direction; up to `limit` of them. */
export async function readApplied(
  tx: Transaction,
  bounds: readonly RecordBounds[],
  wanted: Wanted,
  way: 'ASC' | 'DESC',
  limit: number,
): Promise<readonly AppliedRecord[]> {
  const found: AppliedRecord[] = [];
  for (const name of ['groups', 'memberships'] as const) {
    const some = bounds.flatMap((each, index) => (each.range.class === name ? [{ ...each, index: index + 1 }] : []));
    if (some.length === 0 || wanted[name].length === 0) continue;
    const asked = sql`unnest(${some.map(({ index }) => index)}::int[], ${some.map(({ range }) => range.import_id)}::text[],
      ${some.map(({ range }) => range.action)}::text[], ${some.map(({ from }) => from)}::int[],
      ${some.map(({ to }) => to)}::int[]) AS a (range, import_id, action, first, last)`;
    found.push(...(await tx.query<AppliedRecord>(SELECTS[name](asked, wanted, direction(way), limit))));
  }
  const sign = way === 'ASC' ? 1 : -1;
  return found.sort((a, b) => a.range - b.range || sign * (a.number - b.number)).slice(0, limit);
}

function direction(way: 'ASC' | 'DESC'): Sql {
  return way === 'ASC' ? sql`ASC` : sql`DESC`;
}

type Select = (asked: Sql, wanted: Wanted, way: Sql, limit: number) => Sql;

const selectGroups: Select = (asked, wanted, way, limit) => sql`
  SELECT r.range, r.number, r.outcome, r.reason, r.notes, r.object_id AS group_id, r.external_id AS group_external_id,
         g.name AS group_name, r.before, r.after,
         NULL AS user_id, NULL AS login, NULL AS first_name, NULL AS last_name
    FROM (
      SELECT a.range, r.* FROM ${asked}
        JOIN import_object_records r ON r.import_id = a.import_id AND r.class = 'groups'
         AND r.number BETWEEN a.first AND a.last AND r.action = a.action
       WHERE ${all([sql`r.outcome = ANY(${wanted.groups}::text[])`, ...ofGroup(sql`r.object_id`, wanted)])}
       ORDER BY a.range, r.number ${way} LIMIT ${limit}) r
    LEFT JOIN groups g ON g.id = r.object_id
   ORDER BY r.range, r.number ${way}`;

const selectMemberships: Select = (asked, wanted, way, limit) => sql`
  SELECT r.range, r.number, r.outcome, r.reason, r.notes, r.group_id, r.group_external_id, ${NAMES}
    FROM (
      SELECT a.range, r.* FROM ${asked}
        JOIN import_membership_records r ON r.import_id = a.import_id
         AND r.number BETWEEN a.first AND a.last AND r.action = a.action
       WHERE ${all([
         sql`r.outcome = ANY(${wanted.memberships}::text[])`,
         sql`(r.user_id IS NOT NULL OR r.outcome = 'error')`,
         ...ofGroup(sql`r.group_id`, wanted),
       ])}
       ORDER BY a.range, r.number ${way} LIMIT ${limit}) r
    LEFT JOIN groups g ON g.id = r.group_id
    LEFT JOIN users u ON u.id = r.user_id
   ORDER BY r.range, r.number ${way}`;

const SELECTS: Readonly<Record<'groups' | 'memberships', Select>> = {
  groups: selectGroups,
  memberships: selectMemberships,
};

/** Columns of the group `g` and the user `u` of a membership `r`. */
export const NAMES = sql`g.name AS group_name, NULL AS before, NULL AS after, r.user_id, u.profile ->> 'login' AS login,
  u.profile ->> 'firstName' AS first_name, u.profile ->> 'lastName' AS last_name`;

function ofGroup(column: Sql, { groupId }: Wanted): readonly Sql[] {
  return groupId === undefined ? [] : [sql`${column} = ${groupId}`];
}
