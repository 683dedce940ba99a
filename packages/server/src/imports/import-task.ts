import { NO_COUNTS_BY_CLASS } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { JobContext, Task } from '../jobs/task.ts';
import type { Org } from '../orgs/org.ts';
import { applyStep } from './apply-step.ts';
import { countPassed, type FindHindrance, mustWait, openStoppedRun } from './hindered-import.ts';
import { recordImportEvent } from './import-events.ts';
import { type ImportJob, importQueue } from './import-job.ts';
import { FIRST_CHECKPOINT, type ImportRow, nextImport } from './import-row.ts';
import type { ChunkSizes, ImportRun } from './import-run.ts';
import { openRun, readBasis } from './open-run.ts';
import { planStep } from './plan-step.ts';

const CHUNK_SIZES: ChunkSizes = { plan: 600, apply: 3_000, pairs: 3_000 };

export interface ImportTaskOptions {
  readonly chunkSizes?: ChunkSizes;
  /** What a fault made of an import of an org in test mode. */
  readonly hindrance?: FindHindrance;
}

/**
 * Works on the imports of one source, oldest first, chunk by chunk; every chunk commits with the checkpoint behind it, so a
 * process may die anywhere. Between planning and applying stands the gate, where safeguards will stop an import.
 * @param findOrg gives the org of a job; undefined when it was dropped
 */
export function importTask(
  findOrg: (name: string) => Promise<Org | undefined>,
  { chunkSizes = CHUNK_SIZES, hindrance }: ImportTaskOptions = {},
): Task {
  const runs = new RunCache(chunkSizes);
  return {
    async run(payload, context) {
      const job = payload as ImportJob;
      const org = await findOrg(job.org);
      if (org === undefined) return;
      while (await advance(org, job, context, runs, hindrance)) {
        if (!context.shouldYield()) continue;
        await org.transaction((tx) => context.handOn(tx));
        return;
      }
    },
    async failed(payload, error) {
      const job = payload as ImportJob;
      const org = await findOrg(job.org);
      if (org !== undefined) await failImport(org, job, error);
    },
  };
}

/** Does one step of the source's next import; false when there is none. */
async function advance(
  org: Org,
  job: ImportJob,
  context: JobContext,
  runs: RunCache,
  hindrance: FindHindrance | undefined,
): Promise<boolean> {
  const row = await org.read((tx) => nextImport(tx, job.sourceId));
  if (row === undefined || row.status === 'PAUSED') {
    runs.forget(job);
    return false;
  }
  const hold = (tx: Transaction) => context.hold(tx);
  const hindered = org.testMode === undefined ? undefined : await hindrance?.(org, row, hold);
  if (hindered !== undefined && (await mustWait(org, job, hindered, hold))) return false;
  if (row.basis === null) {
    await start(org, row, context);
    return true;
  }
  try {
    const stopAfter = row.checkpoint?.phase === 'apply' ? (hindered?.stopAfter ?? null) : null;
    const run = await runs.open(org, job, row, row.basis, stopAfter);
    if (stopAfter !== null && countPassed(run, row) >= stopAfter) {
      const reason = `A fault of test mode stopped the import after ${stopAfter} records`;
      await failImport(org, job, new Error(reason), hold);
      return true;
    }
    const step = row.checkpoint?.phase === 'apply' ? applyStep : planStep;
    await step(run, row, row.checkpoint ?? FIRST_CHECKPOINT, context);
    return true;
  } catch (error) {
    // What is kept of the run may be ahead of what was committed.
    runs.forget(job);
    throw error;
  }
}

async function start(org: Org, row: ImportRow, context: JobContext): Promise<void> {
  const now = org.clock.now();
  await org.transaction(async (tx) => {
    await context.hold(tx);
    const basis = await readBasis(tx, org, row.source_id);
    await tx.execute(sql`
      UPDATE imports SET status = 'PLANNING', started = ${now}, total = total + (
               SELECT coalesce(sum(cardinality(dropped)), 0) FROM bulk_loads WHERE session_id = ${row.session_id}), basis = ${JSON.stringify(basis)},
                         checkpoint = ${JSON.stringify(FIRST_CHECKPOINT)}, counters = ${JSON.stringify(NO_COUNTS_BY_CLASS)}
       WHERE id = ${row.id}`);
    await recordImportEvent(tx, row, 'system.import.start', now);
    await recordImportEvent(tx, row, 'system.import.user_matching.start', now);
  });
}

/** The last attempt failed: the infrastructure, not the data, stopped the import (identity-sources-api 3.1). */
async function failImport(
  org: Org,
  job: ImportJob,
  error: Error,
  hold: (tx: Transaction) => Promise<void> = async () => undefined,
): Promise<void> {
  await org.transaction(async (tx) => {
    await hold(tx);
    const now = org.clock.now();
    const row = await nextImport(tx, job.sourceId);
    if (row === undefined) return;
    await tx.execute(sql`
      UPDATE imports SET status = 'FAILED', finished = ${now}, error = ${error.message} WHERE id = ${row.id}`);
    await tx.execute(sql`
      UPDATE sessions SET status = 'ERROR', finished = ${now}, last_updated = ${now} WHERE id = ${row.session_id}`);
    await recordImportEvent(tx, row, 'system.import.complete', now, { outcome: 'FAILURE', reason: error.message });
  });
}

/** Imports kept at hand: about as many as jobs of one process work on at a time. */
const KEPT_RUNS = 4;

/** Keeps the import of each source at hand between its chunks and jobs, so that a large one is not read again each time. */
class RunCache {
  readonly #chunkSizes: ChunkSizes;
  readonly #runs = new Map<string, ImportRun>();

  constructor(chunkSizes: ChunkSizes) {
    this.#chunkSizes = chunkSizes;
  }

  /** @param stopAfter the import is about to be stopped after so many records, and applies no more in a chunk */
  async open(
    org: Org,
    job: ImportJob,
    row: ImportRow,
    basis: NonNullable<ImportRow['basis']>,
    stopAfter: number | null,
  ): Promise<ImportRun> {
    if (stopAfter !== null) return openStoppedRun(org, row, basis, { chunkSizes: this.#chunkSizes, stopAfter });
    const kept = this.#runs.get(importQueue(job));
    const run =
      kept !== undefined && isCurrent(kept, org, row) ? kept : await openRun(org, row, basis, this.#chunkSizes);
    this.#keep(importQueue(job), run);
    return run;
  }

  forget(job: ImportJob): void {
    this.#runs.delete(importQueue(job));
  }

  /** The one used last stands last; the first makes room. */
  #keep(key: string, run: ImportRun): void {
    this.#runs.delete(key);
    this.#runs.set(key, run);
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= KEPT_RUNS) return;
      this.#runs.delete(oldest);
    }
  }
}

/** False when it is another import, or another process worked on it meanwhile. */
function isCurrent(run: ImportRun, org: Org, row: ImportRow): boolean {
  if (run.org.testMode?.generation !== org.testMode?.generation) return false;
  const { reached } = run;
  const { phase, step, position } = row.checkpoint ?? FIRST_CHECKPOINT;
  return run.importId === row.id && reached.phase === phase && reached.step === step && reached.position === position;
}
