import {
  type CountersByClass,
  IMPORT_REASONS,
  type ImportCounters,
  type ImportReason,
  NO_COUNTS,
  NO_OBJECT_COUNTS,
  type ObjectCounters,
  type RecordOutcome,
} from '@headwater/protocol';
import sql, { raw, type Sql } from 'sql-template-tag';
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
  if (record.notes.some(isWarning)) counts.warnings++;
}

function isWarning({ code }: ImportReason): boolean {
  return IMPORT_REASONS[code].level === 'warning';
}

const COUNTER_OF: Readonly<Record<RecordOutcome, Exclude<keyof ObjectCounters, 'scanned' | 'warnings'>>> = {
  added: 'added',
  updated: 'updated',
  unchanged: 'unchanged',
  removed: 'removed',
  error: 'errors',
  superseded: 'superseded',
  dropped: 'dropped',
};

/** Counts receipts of groups, memberships or devices while an import runs. */
export function countObjects(
  before: ObjectCounters,
  records: readonly { outcome: RecordOutcome; reason: ImportReason | null; notes: readonly ImportReason[] }[],
): ObjectCounters {
  const counts = { ...before };
  for (const { outcome, reason, notes } of records) {
    counts[COUNTER_OF[outcome]]++;
    if (outcome !== 'superseded' && outcome !== 'dropped') counts.scanned++;
    if ((reason !== null && isWarning(reason)) || notes.some(isWarning)) counts.warnings++;
  }
  return counts;
}

const WARNINGS = Object.entries(IMPORT_REASONS)
  .filter(([, entry]) => entry.level === 'warning')
  .map(([code]) => `"code":"${code}"`);

/** The counters of an import, from its receipts (import-semantics 2.10). */
export async function countRecords(tx: Transaction, importId: string): Promise<CountersByClass> {
  const objects = (name: string) => sql`import_object_records WHERE class = ${name} AND import_id = ${importId}`;
  return {
    users: await countUserRecords(tx, importId),
    groups: await countObjectRecords(tx, objects('groups')),
    memberships: await countObjectRecords(tx, sql`import_membership_records WHERE import_id = ${importId}`),
    devices: await countObjectRecords(tx, objects('devices')),
  };
}

const WARNING = `%(${WARNINGS.join('|')})%`;

async function countObjectRecords(tx: Transaction, records: Sql): Promise<ObjectCounters> {
  const counted = Object.entries(COUNTER_OF).map(
    ([outcome, name]) => `count(*) FILTER (WHERE outcome = '${outcome}') AS "${name}"`,
  );
  const [row] = await tx.query<Omit<ObjectCounters, 'scanned'>>(sql`
    SELECT ${raw(counted.join(', '))}, count(*) FILTER (WHERE notes IS NOT NULL AND notes SIMILAR TO ${WARNING}) AS "warnings"
      FROM ${records}`);
  if (row === undefined) return NO_OBJECT_COUNTS;
  return { ...row, scanned: row.added + row.updated + row.unchanged + row.removed + row.errors };
}

async function countUserRecords(tx: Transaction, importId: string): Promise<ImportCounters> {
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
           count(*) FILTER (WHERE notes IS NOT NULL AND notes SIMILAR TO ${WARNING}) AS "warnings"
      FROM import_records WHERE import_id = ${importId}`);
  if (row === undefined) return NO_COUNTS;
  const scanned = row.added + row.updated + row.unchanged + row.removed + row.errors;
  return { ...row, scanned };
}
