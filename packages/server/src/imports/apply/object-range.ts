import type { ImportClass, RecordOutcome } from '@headwater/protocol';
import sql, { raw, type Sql } from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { ObjectClass } from '../objects/object-class.ts';
import type { RecordRange } from './range.ts';

/** A range of receipts of groups or devices. */
export interface ObjectRange extends RecordRange {
  readonly class: ObjectClass;
}

/** The range as a condition on `import_object_records r`. */
export function inObjectRange(range: ObjectRange): Sql {
  return sql`r.import_id = ${range.importId} AND r.class = ${range.class} AND r.number BETWEEN ${range.from} AND ${range.to}
             AND r.action = ${range.action}`;
}

/** What the receipts of a range stand for. */
export interface RangeOutcomes {
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly errors: number;
}

/** Counts the receipts `r` of `table` that meet a condition. */
export async function countOutcomes(tx: Transaction, table: string, condition: Sql): Promise<RangeOutcomes> {
  const [counts] = await tx.query<RangeOutcomes>(sql`
    SELECT count(*) FILTER (WHERE r.outcome = 'added') AS added, count(*) FILTER (WHERE r.outcome = 'updated') AS updated,
           count(*) FILTER (WHERE r.outcome = 'removed') AS removed, count(*) FILTER (WHERE r.outcome = 'error') AS errors
      FROM ${raw(table)} r WHERE ${condition}`);
  if (counts === undefined) throw new TypeError('A count without grouping gives one row');
  return counts;
}

/** Says for the System Log that the receipts of a range took effect, or failed for good. */
export async function noteApplied(
  tx: Transaction,
  range: RecordRange & { readonly class: Exclude<ImportClass, 'users'> },
): Promise<void> {
  await tx.later(sql`
    INSERT INTO applied_ranges (at, import_id, class, action, first_number, last_number)
    VALUES (${range.at}, ${range.importId}, ${range.class}, ${range.action}, ${range.from}, ${range.to})`);
}

/** What one receipt stands for. */
export function outcomeOf(outcome: RecordOutcome): RangeOutcomes {
  const one = (wanted: RecordOutcome) => (outcome === wanted ? 1 : 0);
  return { added: one('added'), updated: one('updated'), removed: one('removed'), errors: one('error') };
}
