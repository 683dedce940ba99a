import type { RecordAction } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../database/transaction.ts';
import type { JobContext } from '../jobs/task.ts';
import { applyRange, PlanOutdated } from './apply/apply-range.ts';
import type { RecordRange } from './apply/range.ts';
import { countRecords } from './counters.ts';
import { counterData, recordFailedExpressions, recordImportEvent } from './import-events.ts';
import { type Checkpoint, type ImportRow, PASSES, saveProgress } from './import-row.ts';
import type { ImportRun } from './import-run.ts';
import { refreshStatistics } from './refresh-statistics.ts';
import { replanRecord } from './replan-record.ts';

/**
 * Another import took a login or a value since the plan, or both waited for each other and PostgreSQL ended this one, or two
 * chunks applied side by side did and `LOCK_PATIENCE` was over.
 */
const COLLISIONS: ReadonlySet<unknown> = new Set(['23505', '40P01', '55P03']);

/** How long one of two chunks applied side by side waits for a lock, which the other may hold until this one is committed. */
const LOCK_PATIENCE = '2s';

/** Tries of one record; each sees what the others committed until then. */
const MOST_TRIES = 5;

/**
 * Applies the next two chunks side by side, on two connections, and commits them one after the other, each with the checkpoint
 * behind it. What cannot be applied that way is applied in turn.
 */
export async function applyStep(
  run: ImportRun,
  row: ImportRow,
  checkpoint: Checkpoint,
  context: JobContext,
): Promise<void> {
  const size = run.chunkSizes.apply;
  const middle = Math.min(run.fold.total, checkpoint.position + size);
  const end = Math.min(run.fold.total, middle + size);
  if (end === middle) return applyTo(run, row, checkpoint, end, context);
  const between = { ...checkpoint, position: middle };
  const first = applySideBySide(run, row, checkpoint, middle, context, Promise.resolve());
  const second = applySideBySide(run, row, between, end, context, first);
  // Neither may go on behind the back of the next attempt.
  await Promise.allSettled([first, second]);
  const isFirstDone = await isApplied(first);
  const isSecondDone = await isApplied(second);
  if (!isFirstDone) await applyTo(run, row, checkpoint, middle, context);
  if (!isFirstDone || !isSecondDone) await applyTo(run, row, between, end, context);
}

/** Applies one chunk, and commits it after `before` is. */
function applySideBySide(
  run: ImportRun,
  row: ImportRow,
  checkpoint: Checkpoint,
  to: number,
  context: JobContext,
  before: Promise<void>,
): Promise<void> {
  const { pass, position } = checkpoint;
  return commit(run, row, { ...checkpoint, position: to }, context, async (tx) => {
    await tx.execute(sql`SELECT set_config('lock_timeout', ${LOCK_PATIENCE}, true)`);
    await applyRange(tx, range(run, pass, position + 1, to), run.basis.userAttributes.unique, before);
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
async function applyTo(
  run: ImportRun,
  row: ImportRow,
  checkpoint: Checkpoint,
  to: number,
  context: JobContext,
): Promise<void> {
  const { pass, position } = checkpoint;
  try {
    await commit(run, row, { ...checkpoint, position: to }, context, (tx) =>
      applyRange(tx, range(run, pass, position + 1, to), run.basis.userAttributes.unique),
    );
  } catch (error) {
    if (!isOutdated(error)) throw error;
    if (to === position + 1) return applyAgain(run, row, { ...checkpoint, position: to }, context);
    const middle = Math.floor((position + to) / 2);
    await applyTo(run, row, checkpoint, middle, context);
    await applyTo(run, row, { ...checkpoint, position: middle }, to, context);
  }
}

/** Plans the record before the checkpoint's position again and applies it. */
async function applyAgain(run: ImportRun, row: ImportRow, checkpoint: Checkpoint, context: JobContext): Promise<void> {
  const { pass, position } = checkpoint;
  for (let tries = 1; ; tries++) {
    try {
      return await commit(run, row, checkpoint, context, async (tx) => {
        await replanRecord(tx, run, pass, position);
        await applyRange(tx, range(run, pass, position, position), run.basis.userAttributes.unique);
      });
    } catch (error) {
      if (tries === MOST_TRIES || !isOutdated(error)) throw error;
    }
  }
}

function isOutdated(error: unknown): boolean {
  return error instanceof PlanOutdated || (error instanceof Error && 'code' in error && COLLISIONS.has(error.code));
}

function range(run: ImportRun, action: RecordAction, from: number, to: number): RecordRange {
  return { importId: run.importId, sourceId: run.basis.sourceId, action, from, to, at: run.org.clock.now() };
}

async function commit(
  run: ImportRun,
  row: ImportRow,
  checkpoint: Checkpoint,
  context: JobContext,
  work: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const reached = follow(run, checkpoint);
  await run.org.transaction(async (tx) => {
    await context.hold(tx);
    await work(tx);
    if (reached === undefined) await finish(tx, run, row);
    else {
      const applied = countApplied(run, reached);
      await saveProgress(tx, row.id, { ...row, status: 'APPLYING', checkpoint: reached, applied });
    }
  });
  run.reached = reached ?? checkpoint;
  if (reached === undefined) await run.org.transaction(refreshStatistics);
}

/** Undefined when everything is applied. */
function follow(run: ImportRun, checkpoint: Checkpoint): Checkpoint | undefined {
  if (checkpoint.position < run.fold.total) return checkpoint;
  const pass = PASSES[PASSES.indexOf(checkpoint.pass) + 1];
  if (pass === undefined || (pass === 'delete' && !run.fold.hasDeletes)) return undefined;
  return { ...checkpoint, pass, position: 0 };
}

/** Receipts whose effect is in the directory: a place in the pass of upserts, then in that of deletes. */
function countApplied(run: ImportRun, { pass, position }: Checkpoint): number {
  if (!run.fold.hasDeletes) return position;
  return Math.floor((position + (pass === 'delete' ? run.fold.total : 0)) / 2);
}

/** Counts what was done, ends import and session, and says so in the System Log. */
async function finish(tx: Transaction, run: ImportRun, row: ImportRow): Promise<void> {
  const now = run.org.clock.now();
  const counters = await countRecords(tx, row.id);
  const total = run.fold.total + run.fold.dropped.length;
  await tx.execute(sql`
    UPDATE imports SET status = 'COMPLETED', finished = ${now}, applied = ${total}, counters = ${JSON.stringify(counters)}
     WHERE id = ${row.id}`);
  await tx.execute(sql`
    UPDATE sessions SET status = 'COMPLETED', finished = ${now}, last_updated = ${now} WHERE id = ${row.session_id}`);
  const debug = counterData(counters, row.started, now);
  await recordImportEvent(tx, row, 'system.import.object_creation.complete', now);
  await recordFailedExpressions(tx, row, run.basis, now);
  await recordImportEvent(tx, row, 'system.import.user.complete', now, { debug });
  await recordImportEvent(tx, row, 'system.import.complete', now, { debug });
}
