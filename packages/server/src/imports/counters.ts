import { IMPORT_REASONS, type ImportCounters, NO_COUNTS } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { PlannedRecord } from './plan/planned-record.ts';

type Counts = { -readonly [Name in keyof ImportCounters]: number };

/** Counts decisions while an import runs; what counts in the end is `countRecords`. */
export function countDecisions(
  before: ImportCounters,
  records: readonly PlannedRecord[],
  without: Pick<ImportCounters, 'superseded' | 'droppedDeletes'>,
): ImportCounters {
  const counts: Counts = { ...before };
  for (const record of records) countOne(counts, record);
  counts.superseded += without.superseded;
  counts.droppedDeletes += without.droppedDeletes;
  return counts;
}

function countOne(counts: Counts, record: PlannedRecord): void {
  const { outcome, lifecycle, link, reason, match } = record;
  counts.scanned++;
  counts[outcome === 'error' ? 'errors' : (outcome as 'added' | 'updated' | 'unchanged' | 'removed')]++;
  if (link === 'matched' || link === 'moved') counts.matched++;
  if (reason === null && match !== null && link === null) counts.unconfirmed++;
  if (match === 'conflict') counts.conflicts++;
  if (lifecycle === 'activate') counts.activated++;
  if (lifecycle === 'reactivate' || lifecycle === 'unsuspend') counts.reactivated++;
  if (lifecycle === 'suspend') counts.suspended++;
  if (lifecycle === 'deactivate') counts.deactivated++;
  if (record.notes.some((note) => IMPORT_REASONS[note.code].level === 'warning')) counts.warnings++;
}

const WARNINGS = Object.entries(IMPORT_REASONS)
  .filter(([, entry]) => entry.level === 'warning')
  .map(([code]) => `"code":"${code}"`);

/** The counters of an import, from its records (import-semantics 2.10). */
export async function countRecords(tx: Transaction, importId: string): Promise<ImportCounters> {
  const warning = `%(${WARNINGS.join('|')})%`;
  const [row] = await tx.query<Omit<Counts, 'scanned'>>(sql`
    SELECT count(*) FILTER (WHERE outcome = 'added') AS "added",
           count(*) FILTER (WHERE outcome = 'updated') AS "updated",
           count(*) FILTER (WHERE outcome = 'unchanged') AS "unchanged",
           count(*) FILTER (WHERE outcome = 'removed') AS "removed",
           count(*) FILTER (WHERE outcome = 'error') AS "errors",
           count(*) FILTER (WHERE link IN ('matched', 'moved')) AS "matched",
           count(*) FILTER (WHERE reason IS NULL AND match IS NOT NULL AND link IS NULL) AS "unconfirmed",
           count(*) FILTER (WHERE match = 'conflict') AS "conflicts",
           count(*) FILTER (WHERE lifecycle = 'activate') AS "activated",
           count(*) FILTER (WHERE lifecycle IN ('reactivate', 'unsuspend')) AS "reactivated",
           count(*) FILTER (WHERE lifecycle = 'suspend') AS "suspended",
           count(*) FILTER (WHERE lifecycle = 'deactivate') AS "deactivated",
           count(*) FILTER (WHERE outcome = 'dropped') AS "droppedDeletes",
           count(*) FILTER (WHERE outcome = 'superseded') AS "superseded",
           count(*) FILTER (WHERE notes IS NOT NULL AND notes SIMILAR TO ${warning}) AS "warnings"
      FROM import_records WHERE import_id = ${importId}`);
  if (row === undefined) return NO_COUNTS;
  const scanned = row.added + row.updated + row.unchanged + row.removed + row.errors;
  return { ...row, scanned };
}
