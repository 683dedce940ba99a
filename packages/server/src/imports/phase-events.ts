import type { Transaction } from '../database/transaction.ts';
import { recordImportEvent } from './import-events.ts';
import type { ImportRow } from './import-row.ts';
import type { ImportRun } from './import-run.ts';
import { type Step, stepsOf } from './steps.ts';

/**
 * Records the phases of groups and memberships that begin or end where an import goes on from one of its applied steps to another, both by
 * index; -1 is before the first (import-semantics 2.3). Sessions without such uploads have no such phases.
 */
export async function recordPhases(
  tx: Transaction,
  run: ImportRun,
  row: ImportRow,
  { from, to }: { readonly from: number; readonly to: number },
  at: Date,
): Promise<void> {
  const steps = stepsOf(run.folds, run.basis.choices.importOrder);
  const groups = spanOf(steps, 'groups');
  const memberships = spanOf(steps, 'memberships');
  if (from < groups.first && groups.first <= to) await recordImportEvent(tx, row, 'system.import.group.start', at);
  if (from < memberships.first && memberships.first <= to) {
    await recordImportEvent(tx, row, 'system.import.membership_processing.start', at);
  }
  if (from <= memberships.last && memberships.last < to) {
    await recordImportEvent(tx, row, 'system.import.membership_processing.complete', at);
  }
}

/** Indexes of the first and the last step of a class; no step lies between those of a class that has none. */
function spanOf(steps: readonly Step[], name: Step['class']): { readonly first: number; readonly last: number } {
  const first = steps.findIndex((step) => step.class === name);
  if (first < 0) return { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
  return { first, last: steps.findLastIndex((step) => step.class === name) };
}
