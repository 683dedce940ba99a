import {
  describeReason,
  IMPORT_REASONS,
  type ImportKind,
  type ImportReason,
  NO_COUNTS_BY_CLASS,
  notFound,
  type Profile,
  type Reason,
} from '@headwater/protocol';
import sql, { join, raw, type Sql } from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { ImportRow } from './import-row.ts';
import { RECORD_COLUMNS, type RecordRow, readNotes } from './record-row.ts';

const IMPORT_COLUMNS = sql`id, session_id, source_id, status, created, started, finished, checkpoint, total, planned, applied, counters, error`;

type StoredImport = Omit<ImportRow, 'basis' | 'session_id'> & {
  /** Null for the import of a single record. */
  readonly session_id: string | null;
  readonly error: string | null;
};

export interface ImportFilter {
  /** Default: imports of sessions. */
  readonly kind?: ImportKind | undefined;
  readonly sourceId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly status?: string | undefined;
}

/** Imports, newest first, before the id `after`. */
export async function listImports(
  tx: Transaction,
  filter: ImportFilter,
  limit: number,
  after: string | undefined,
): Promise<readonly StoredImport[]> {
  const conditions: Sql[] = [sql`kind = ${filter.kind ?? 'SESSION'}`];
  if (filter.sourceId !== undefined) conditions.push(sql`source_id = ${filter.sourceId}`);
  if (filter.sessionId !== undefined) conditions.push(sql`session_id = ${filter.sessionId}`);
  if (filter.status !== undefined) conditions.push(sql`status = ${filter.status}`);
  if (after !== undefined) conditions.push(sql`id < ${after}`);
  return tx.query<StoredImport>(sql`
    SELECT ${IMPORT_COLUMNS} FROM imports WHERE ${join(conditions, ' AND ')} ORDER BY id DESC LIMIT ${limit}`);
}

/** One import. Throws `notFound`. */
export async function getImport(tx: Transaction, importId: string): Promise<StoredImport> {
  const [row] = await tx.query<StoredImport>(sql`SELECT ${IMPORT_COLUMNS} FROM imports WHERE id = ${importId}`);
  if (row === undefined) throw notFound(importId, 'Import');
  return row;
}

/** An import as the API shows it. */
export function presentImport(row: StoredImport, now: Date, origin: string): object {
  const self = `${origin}/api/v1/headwater/imports/${row.id}`;
  const end = row.finished ?? now;
  return {
    id: row.id,
    sessionId: row.session_id,
    identitySourceId: row.source_id,
    status: row.status,
    created: row.created.toISOString(),
    started: row.started?.toISOString() ?? null,
    finished: row.finished?.toISOString() ?? null,
    seconds: row.started === null ? null : (end.getTime() - row.started.getTime()) / 1000,
    progress: { total: row.total, planned: row.planned, applied: row.applied },
    counters: { ...NO_COUNTS_BY_CLASS, ...row.counters },
    error: row.error,
    _links: { self: { href: self }, records: { href: `${self}/records` } },
  };
}

export interface RecordFilter {
  readonly outcome?: readonly string[] | undefined;
  readonly reason?: string | undefined;
  readonly externalId?: string | undefined;
  readonly userId?: string | undefined;
  /** Only records with a warning or a remark. */
  readonly noted?: boolean | undefined;
}

/** Receipts of an import in the order of the uploads, after the number `after`. */
export async function listRecords(
  tx: Transaction,
  importId: string,
  filter: RecordFilter,
  limit: number,
  after: number,
): Promise<readonly RecordRow[]> {
  const conditions: Sql[] = [sql`import_id = ${importId}`, sql`number > ${after}`];
  if (filter.outcome !== undefined) conditions.push(sql`outcome = ANY(${filter.outcome}::text[])`);
  if (filter.reason !== undefined) conditions.push(sql`reason = ${filter.reason}`);
  if (filter.externalId !== undefined) conditions.push(sql`external_id = ${filter.externalId}`);
  if (filter.userId !== undefined) conditions.push(sql`user_id = ${filter.userId}`);
  if (filter.noted === true) conditions.push(sql`notes IS NOT NULL`);
  return tx.query<RecordRow>(sql`
    SELECT ${join(RECORD_COLUMNS.slice(1).map((name) => raw(name)))} FROM import_records
     WHERE ${join(conditions, ' AND ')} ORDER BY number LIMIT ${limit}`);
}

/** A receipt as the API shows it. */
export function presentRecord(row: RecordRow): object {
  const { reason, notes } = readNotes(row);
  return {
    number: row.number,
    externalId: row.external_id,
    action: row.action,
    outcome: row.outcome,
    match: row.match,
    link: row.link,
    lifecycle: row.lifecycle,
    reason: reason === null ? null : presentReason(reason),
    notes: notes.map(presentReason),
    sourceUserId: row.source_user_id,
    userId: row.user_id,
    changes: {
      source: changes(parse(row.source_before), parse(row.source_after), row.source_version === null),
      user: changes(parse(row.user_before), parse(row.user_after), row.link === 'created'),
    },
  };
}

function presentReason(reason: ImportReason): Reason {
  const { level, remedy } = IMPORT_REASONS[reason.code];
  return { code: reason.code, level, message: describeReason(reason), remedy, data: { ...reason.data } };
}

function parse(text: string | null): Profile {
  return text === null ? {} : (JSON.parse(text) as Profile);
}

/** Of something new every value changed; of something that existed, those whose old value was kept. */
function changes(before: Profile, after: Profile, isNew: boolean): object {
  const names = isNew ? Object.keys(after) : Object.keys(before);
  return Object.fromEntries(names.map((name) => [name, [before[name] ?? null, after[name] ?? null]]));
}
