import type { Transaction } from '../database/transaction.ts';
import { errorCode } from '../error-code.ts';
import type { JobContext } from '../jobs/task.ts';
import { PlanOutdated } from './apply/apply-range.ts';
import { finishImport } from './finish-import.ts';
import { type Checkpoint, type ImportRow, saveProgress } from './import-row.ts';
import type { ImportRun } from './import-run.ts';
import { recordPhases } from './phase-events.ts';
import { refreshStatistics } from './refresh-statistics.ts';
import { type Step, stepsOf } from './steps.ts';

/**
 * Another import took a login or a value since the plan, or made or removed an object, or both waited for each other and PostgreSQL
 * ended this one, or two chunks applied side by side did and `LOCK_PATIENCE` was over.
 */
const COLLISIONS: ReadonlySet<unknown> = new Set(['23503', '23505', '40P01', '55P03']);

/** How long one of two chunks applied side by side waits for a lock, which the other may hold until this one is committed. */
export const LOCK_PATIENCE = '2s';

/** Tries of one record or range; each sees what the others committed until then. */
export const MOST_TRIES = 5;

/** Whether the directory is no longer as the plan saw it: plan again. */
export function isOutdated(error: unknown): boolean {
  return error instanceof PlanOutdated || COLLISIONS.has(errorCode(error));
}

/** What an import is applied in. */
export interface ApplyContext {
  readonly run: ImportRun;
  readonly row: ImportRow;
  readonly context: JobContext;
}

/** Applies records in one transaction with the checkpoint behind them; behind the last ones, ends the import. */
export async function commitApplied(
  { run, row, context }: ApplyContext,
  checkpoint: Checkpoint,
  work: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const steps = stepsOf(run.folds, run.basis.choices.importOrder);
  const reached = follow(run, row, steps, checkpoint);
  const ended = reached.step >= steps.length;
  await run.org.transaction(async (tx) => {
    await context.hold(tx);
    await work(tx);
    if (reached.step !== checkpoint.step) {
      await recordPhases(tx, run, row, { from: checkpoint.step, to: reached.step }, run.org.clock.now());
    }
    if (ended) await finishImport(tx, run, row);
    else {
      const applied = countApplied(run, row, steps, reached);
      await saveProgress(tx, row.id, { ...row, status: 'APPLYING', checkpoint: reached, applied });
    }
  });
  run.reached = ended ? checkpoint : reached;
  if (ended) await run.org.transaction(refreshStatistics);
}

/** Further on, or at the start of the next step that has something to do; behind the last step when everything is applied. */
function follow(run: ImportRun, row: ImportRow, steps: readonly Step[], checkpoint: Checkpoint): Checkpoint {
  const current = steps[checkpoint.step];
  if (current !== undefined && checkpoint.position < run.folds[current.class].total) return checkpoint;
  let step = checkpoint.step + 1;
  for (let next = steps[step]; next !== undefined && isIdle(row, next); next = steps[step]) step++;
  return { ...checkpoint, step, position: 0 };
}

/** Whether the plan of a class found nothing to do: its receipts need not even be looked at. */
function isIdle({ counters }: ImportRow, { class: name }: Step): boolean {
  // What is unchanged of a person may still have to be noted.
  if (name === 'users') return false;
  const { added, updated, removed, errors } = counters[name];
  return added + updated + removed + errors === 0;
}

/** Receipts whose effect is in the directory: every step passes over all uploads of its class once. */
function countApplied(run: ImportRun, row: ImportRow, steps: readonly Step[], { step, position }: Checkpoint): number {
  const totals = steps.map(({ class: name }) => run.folds[name].total);
  const sum = (some: readonly number[]) => some.reduce((before, total) => before + total, 0);
  return Math.floor((row.total * (sum(totals.slice(0, step)) + position)) / Math.max(1, sum(totals)));
}
