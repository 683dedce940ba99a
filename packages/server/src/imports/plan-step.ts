import type { JobContext } from '../jobs/task.ts';
import { countDecisions } from './counters.ts';
import { recordImportEvent } from './import-events.ts';
import { type Checkpoint, type ImportRow, PASSES, saveProgress } from './import-row.ts';
import type { ImportRun } from './import-run.ts';
import { planChunk, writeDropped } from './plan-chunk.ts';

/** Uploads planned in one transaction. */
const CHUNK = 1_000;

/** Plans one chunk and commits it with the checkpoint behind it; after the last one the import goes on to applying. */
export async function planStep(
  run: ImportRun,
  row: ImportRow,
  checkpoint: Checkpoint,
  context: JobContext,
): Promise<void> {
  const { pass, position } = checkpoint;
  const { intents, next } = await run.fold.chunk(run.uploads, pass, position, CHUNK);
  run.fold.prefetch(run.uploads, pass, next, CHUNK);
  await run.org
    .transaction(async (tx) => {
      await context.hold(tx);
      const planned = await planChunk(tx, run, pass, intents);
      const reached = follow(run, { ...checkpoint, position: next, reported: [...run.reported] });
      if (reached.phase === 'apply') await endPlan(tx, run, row);
      const dropped = reached.phase === 'apply' ? run.fold.dropped.length : 0;
      await saveProgress(tx, row.id, {
        status: reached.phase === 'apply' ? 'APPLYING' : 'PLANNING',
        checkpoint: reached,
        planned: row.planned + planned.receipts + dropped,
        applied: row.applied,
        counters: countDecisions(row.counters, planned.records),
      });
      return { planned, reached };
    })
    .then(({ planned, reached }) => {
      for (const claim of planned.claims) run.overlay.add(claim);
      run.reached = reached;
    });
}

async function endPlan(tx: Parameters<typeof writeDropped>[0], run: ImportRun, row: ImportRow): Promise<void> {
  const now = run.org.clock.now();
  await writeDropped(tx, run);
  await recordImportEvent(tx, row, 'system.import.user_matching.complete', now);
  await recordImportEvent(tx, row, 'system.import.object_creation.start', now);
}

/** The next place to work at: further on, the next pass, or the start of the next phase. */
function follow(run: ImportRun, checkpoint: Checkpoint): Checkpoint {
  if (checkpoint.position < run.fold.total) return checkpoint;
  const pass = PASSES[PASSES.indexOf(checkpoint.pass) + 1];
  if (pass === undefined || (pass === 'delete' && !run.fold.hasDeletes)) {
    return { ...checkpoint, phase: 'apply', pass: 'upsert', position: 0 };
  }
  return { ...checkpoint, pass, position: 0 };
}
