import { type ImportKind, NO_COUNTS_BY_CLASS, notFound } from '@headwater/protocol';
import sql, { join, type Sql } from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { ImportRow } from './import-row.ts';

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
