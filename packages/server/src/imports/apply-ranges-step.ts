import type { RecordAction } from '@headwater/protocol';
import type { Transaction } from '../database/transaction.ts';
import { applyMemberships, touchGroups } from './apply/apply-memberships.ts';
import { applyObjects } from './apply/apply-objects.ts';
import type { RecordRange } from './apply/range.ts';
import { type ApplyContext, commitApplied, isOutdated, MOST_TRIES } from './apply-commit.ts';
import type { Intent } from './fold.ts';
import type { Checkpoint } from './import-row.ts';
import type { ImportRun } from './import-run.ts';
import type { ObjectClass } from './objects/object-class.ts';
import { replanMemberships, replanObjects } from './replan-range.ts';
import type { Step } from './steps.ts';

/** Applies the next chunk of groups or devices. */
export function applyObjectsStep(
  apply: ApplyContext,
  step: Step & { readonly class: ObjectClass },
  checkpoint: Checkpoint,
): Promise<void> {
  const { run } = apply;
  return applyChunk(apply, step, checkpoint, {
    apply: (tx, range) => applyObjects(tx, { ...range, class: step.class }, run.basis.choices),
    replan: (tx, range, intents) => replanObjects(tx, run, { ...range, class: step.class }, intents),
  });
}

/** Applies the next chunk of memberships; the last one also says when members of each group changed. */
export function applyMembershipsStep(apply: ApplyContext, action: RecordAction, checkpoint: Checkpoint): Promise<void> {
  const { run } = apply;
  const { total } = run.folds.memberships;
  return applyChunk(apply, { class: 'memberships', action }, checkpoint, {
    async apply(tx, range) {
      await applyMemberships(tx, range);
      if (range.to === total) await touchGroups(tx, { ...range, from: 1 });
    },
    replan: (tx, range, intents) => replanMemberships(tx, run, range, intents),
  });
}

/** How the receipts of a range take effect, and how they are made again. */
interface Ways {
  apply(tx: Transaction, range: RecordRange): Promise<void>;
  replan(tx: Transaction, range: RecordRange, intents: readonly Intent[]): Promise<void>;
}

/**
 * Applies one chunk and commits it. Records of these classes do not depend on each other: where something changed since the plan,
 * the whole chunk is planned again, in the transaction that applies it.
 */
async function applyChunk(apply: ApplyContext, step: Step, checkpoint: Checkpoint, ways: Ways): Promise<void> {
  const { run } = apply;
  const fold = run.folds[step.class];
  const to = Math.min(fold.total, checkpoint.position + run.chunkSizes.apply);
  const reached = { ...checkpoint, position: to };
  const range = rangeOf(run, step.action, checkpoint.position + 1, to);
  for (let tries = 0; ; tries++) {
    try {
      const again = tries > 0;
      const { intents } = again
        ? await fold.chunk(run.uploads, step.action, checkpoint.position, to - checkpoint.position)
        : NOTHING;
      return await commitApplied(apply, reached, async (tx) => {
        if (again) await ways.replan(tx, range, intents);
        await ways.apply(tx, range);
      });
    } catch (error) {
      if (tries === MOST_TRIES || !isOutdated(error)) throw error;
    }
  }
}

const NOTHING: { readonly intents: readonly Intent[] } = { intents: [] };

function rangeOf(run: ImportRun, action: RecordAction, from: number, to: number): RecordRange {
  return { importId: run.importId, sourceId: run.basis.sourceId, action, from, to, at: run.org.clock.now() };
}
