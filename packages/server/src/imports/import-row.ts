import type { CountersByClass, ImportStatus } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { Basis } from './plan/basis.ts';

/** How far an import is: everything of `phase` before `position` of the step is committed. */
export interface Checkpoint {
  readonly phase: 'plan' | 'apply';
  /** Index of the step (`steps.ts`). */
  readonly step: number;
  readonly position: number;
  /** Unknown attribute names that have had their warning. */
  readonly reported: readonly string[];
}

/** Where every import starts. */
export const FIRST_CHECKPOINT: Checkpoint = { phase: 'plan', step: 0, position: 0, reported: [] };

export interface ImportRow {
  readonly id: string;
  readonly session_id: string;
  readonly source_id: string;
  readonly status: ImportStatus;
  readonly created: Date;
  readonly started: Date | null;
  readonly finished: Date | null;
  readonly basis: Basis | null;
  readonly checkpoint: Checkpoint | null;
  readonly total: number;
  readonly planned: number;
  readonly applied: number;
  readonly counters: CountersByClass;
}

/** The import of a source whose turn it is: the oldest that is not over; imports of one source never overlap. */
export async function nextImport(tx: Transaction, sourceId: string): Promise<ImportRow | undefined> {
  const [row] = await tx.query<ImportRow>(sql`
    SELECT id, session_id, source_id, status, created, started, finished, basis, checkpoint, total, planned, applied, counters
      FROM imports
     WHERE source_id = ${sourceId} AND status IN ('QUEUED', 'PLANNING', 'PAUSED', 'APPLYING')
     ORDER BY id LIMIT 1`);
  return row;
}

/** Commits progress together with the rows that it speaks of. */
export async function saveProgress(
  tx: Transaction,
  importId: string,
  progress: {
    readonly status: ImportStatus;
    readonly checkpoint: Checkpoint;
    readonly planned: number;
    readonly applied: number;
    readonly counters: CountersByClass;
  },
): Promise<void> {
  await tx.execute(sql`
    UPDATE imports
       SET status = ${progress.status}, checkpoint = ${JSON.stringify(progress.checkpoint)}, planned = ${progress.planned},
           applied = ${progress.applied}, counters = ${JSON.stringify(progress.counters)}
     WHERE id = ${importId}`);
}
