import type { RecordAction } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { applyRange } from './apply/apply-range.ts';
import type { RecordRange } from './apply/range.ts';
import { type ApplyContext, commitApplied, isOutdated, LOCK_PATIENCE, MOST_TRIES } from './apply-commit.ts';
import type { Checkpoint } from './import-row.ts';
import type { ImportRun } from './import-run.ts';
import { replanRecord } from './replan-record.ts';

/**
 * Applies the next two chunks of people side by side, on two connections, and commits them one after the other, each with the
 * checkpoint behind it. What cannot be applied that way is applied in turn.
 */
export async function applyUsersStep(apply: ApplyContext, action: RecordAction, checkpoint: Checkpoint): Promise<void> {
  const { run } = apply;
  const { total } = run.folds.users;
  const size = run.chunkSizes.apply;
  const middle = Math.min(total, checkpoint.position + size);
  const end = run.chunkSizes.sideBySide === false ? middle : Math.min(total, middle + size);
  if (end === middle) return applyTo(apply, action, checkpoint, end);
  const between = { ...checkpoint, position: middle };
  const first = applySideBySide(apply, action, checkpoint, middle, Promise.resolve());
  const second = applySideBySide(apply, action, between, end, first);
  // Neither may go on behind the back of the next attempt.
  await Promise.allSettled([first, second]);
  const isFirstDone = await isApplied(first);
  const isSecondDone = await isApplied(second);
  if (!isFirstDone) await applyTo(apply, action, checkpoint, middle);
  if (!isFirstDone || !isSecondDone) await applyTo(apply, action, between, end);
}

/** Applies one chunk, and commits it after `before` is. */
function applySideBySide(
  apply: ApplyContext,
  action: RecordAction,
  checkpoint: Checkpoint,
  to: number,
  before: Promise<void>,
): Promise<void> {
  const { run } = apply;
  return commitApplied(apply, { ...checkpoint, position: to }, async (tx) => {
    await tx.execute(sql`SELECT set_config('lock_timeout', ${LOCK_PATIENCE}, true)`);
    await applyRange(tx, range(run, action, checkpoint.position + 1, to), run.basis.userAttributes.unique, before);
    // Also where there was nothing to apply.
    await before;
  });
}

/** False where it must be applied in turn. */
async function isApplied(attempt: Promise<void>): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch (error) {
    if (isOutdated(error)) return false;
    throw error;
  }
}

/**
 * Applies the records after the checkpoint, up to the number `to`. Where users changed since the plan, halves of them are tried
 * until the record in question stands alone: it is planned again, all others are applied as planned.
 */
async function applyTo(apply: ApplyContext, action: RecordAction, checkpoint: Checkpoint, to: number): Promise<void> {
  const { run } = apply;
  const { position } = checkpoint;
  try {
    await commitApplied(apply, { ...checkpoint, position: to }, (tx) =>
      applyRange(tx, range(run, action, position + 1, to), run.basis.userAttributes.unique),
    );
  } catch (error) {
    if (!isOutdated(error)) throw error;
    if (to === position + 1) return applyAgain(apply, action, { ...checkpoint, position: to });
    const middle = Math.floor((position + to) / 2);
    await applyTo(apply, action, checkpoint, middle);
    await applyTo(apply, action, { ...checkpoint, position: middle }, to);
  }
}

/** Plans the record before the checkpoint's position again and applies it. */
async function applyAgain(apply: ApplyContext, action: RecordAction, checkpoint: Checkpoint): Promise<void> {
  const { run } = apply;
  const { position } = checkpoint;
  for (let tries = 1; ; tries++) {
    try {
      return await commitApplied(apply, checkpoint, async (tx) => {
        await replanRecord(tx, run, action, position);
        await applyRange(tx, range(run, action, position, position), run.basis.userAttributes.unique);
      });
    } catch (error) {
      if (tries === MOST_TRIES || !isOutdated(error)) throw error;
    }
  }
}

function range(run: ImportRun, action: RecordAction, from: number, to: number): RecordRange {
  return { importId: run.importId, sourceId: run.basis.sourceId, action, from, to, at: run.org.clock.now() };
}
