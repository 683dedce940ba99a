import type { Transaction } from '../database/transaction.ts';
import { setTimer } from '../jobs/timers/timers.ts';
import type { Org } from '../orgs/org.ts';
import { type ImportJob, importJob } from './import-job.ts';
import type { ImportRow } from './import-row.ts';
import type { ChunkSizes, ImportRun } from './import-run.ts';
import { openRun } from './open-run.ts';
import { stepsOf } from './steps.ts';

/** What a fault made of an import of an org in test mode; null: nothing. */
export interface ImportHindrance {
  /** It fails when so many records are applied. */
  readonly stopAfter: number | null;
  /** It begins no sooner, on the org's clock. */
  readonly notBefore: Date | null;
}

/** Proves that the job is still this process's: otherwise the org was put back to another state meanwhile (`JobContext.hold`). */
export type Hold = (tx: Transaction) => Promise<void>;

export type FindHindrance = (org: Org, row: ImportRow, hold: Hold) => Promise<ImportHindrance>;

/** Whether the import's time has not come yet; a timer then begins it. */
export async function mustWait(org: Org, job: ImportJob, { notBefore }: ImportHindrance, hold: Hold): Promise<boolean> {
  if (notBefore === null) return false;
  return org.transaction(async (tx) => {
    await hold(tx);
    // Inside, where nobody moves the clock.
    const now = org.clock.now();
    if (now >= notBefore) return false;
    await setTimer(tx, `import ${job.sourceId}`, notBefore, now, importJob(job));
    return true;
  });
}

/** A run whose next chunk ends, at the latest, where the import is to be stopped. */
export async function openStoppedRun(
  org: Org,
  row: ImportRow,
  basis: NonNullable<ImportRow['basis']>,
  { chunkSizes, stopAfter }: { readonly chunkSizes: ChunkSizes; readonly stopAfter: number },
): Promise<ImportRun> {
  const run = await openRun(org, row, basis, chunkSizes);
  const apply = Math.min(chunkSizes.apply, Math.max(1, stopAfter - countPassed(run, row)));
  return { ...run, chunkSizes: { ...chunkSizes, apply, sideBySide: false } };
}

/** Uploads that were passed over in the application, every step over those of its class. */
export function countPassed(run: ImportRun, { checkpoint }: ImportRow): number {
  if (checkpoint?.phase !== 'apply') return 0;
  return stepsOf(run.folds, run.basis.choices.importOrder)
    .slice(0, checkpoint.step)
    .reduce((sum, step) => sum + run.folds[step.class].total, checkpoint.position);
}
