import type { JobContext } from '../jobs/task.ts';
import { type ApplyContext, commitApplied } from './apply-commit.ts';
import { applyMembershipsStep, applyObjectsStep } from './apply-ranges-step.ts';
import { applyUsersStep } from './apply-users-step.ts';
import type { Checkpoint, ImportRow } from './import-row.ts';
import type { ImportRun } from './import-run.ts';
import { stepsOf } from './steps.ts';

/** Applies what comes next at a checkpoint: a chunk of planned records, or two side by side. */
export function applyStep(run: ImportRun, row: ImportRow, checkpoint: Checkpoint, context: JobContext): Promise<void> {
  const apply: ApplyContext = { run, row, context };
  const step = stepsOf(run.folds, run.basis.choices.importOrder)[checkpoint.step];
  // A session without a single upload.
  if (step === undefined) return commitApplied(apply, checkpoint, async () => undefined);
  switch (step.class) {
    case 'users':
      return applyUsersStep(apply, step.action, checkpoint);
    case 'groups':
    case 'devices':
      return applyObjectsStep(apply, { class: step.class, action: step.action }, checkpoint);
    case 'memberships':
      return applyMembershipsStep(apply, step.action, checkpoint);
  }
}
