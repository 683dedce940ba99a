import type { ImportCounters } from '@headwater/protocol';
import type { Transaction } from '../database/transaction.ts';
import type { JobContext } from '../jobs/task.ts';
import { countDecisions } from './counters.ts';
import { recordImportEvent } from './import-events.ts';
import { type Checkpoint, type ImportRow, PASSES, saveProgress } from './import-row.ts';
import type { ImportRun } from './import-run.ts';
import { type PlannedChunk, planChunk, writeDropped, writeReceipts } from './plan-chunk.ts';

/** What has been decided so far; committed chunk by chunk, in order. */
interface Progress {
  readonly checkpoint: Checkpoint;
  readonly planned: number;
  readonly counters: ImportCounters;
}

/**
 * Plans chunk after chunk until everything is planned or it is time to yield, and commits each with the checkpoint behind it.
 * While the database takes the receipts of one chunk, the next one is decided.
 */
export async function planStep(
  run: ImportRun,
  row: ImportRow,
  checkpoint: Checkpoint,
  context: JobContext,
): Promise<void> {
  let progress: Progress = { checkpoint, planned: row.planned, counters: row.counters };
  try {
    do {
      const { pass, position } = progress.checkpoint;
      const { intents, next } = await run.fold.chunk(run.uploads, pass, position, run.chunkSizes.plan);
      run.fold.prefetch(run.uploads, pass, next, run.chunkSizes.plan);
      const chunk = await planChunk(run, pass, intents);
      for (const claim of chunk.claims) run.overlay.add(claim);
      progress = advance(run, progress, chunk, next);
      await run.writing;
      run.writing = commit(run, row, chunk, progress, context);
      // Awaited before the next commit, or at the end; a failure until then is not unhandled.
      run.writing.catch(() => undefined);
    } while (progress.checkpoint.phase === 'plan' && !context.shouldYield());
  } finally {
    await run.writing;
  }
}

function advance(run: ImportRun, before: Progress, chunk: PlannedChunk, position: number): Progress {
  const checkpoint = follow(run, { ...before.checkpoint, position, reported: [...run.reported] });
  const { records, lines } = chunk;
  const droppedDeletes = checkpoint.phase === 'apply' ? run.fold.dropped.length : 0;
  const superseded = lines.length - records.length;
  return {
    checkpoint,
    planned: before.planned + lines.length + droppedDeletes,
    counters: countDecisions(before.counters, records, { superseded, droppedDeletes }),
  };
}

async function commit(
  run: ImportRun,
  row: ImportRow,
  chunk: PlannedChunk,
  { checkpoint, planned, counters }: Progress,
  context: JobContext,
): Promise<void> {
  const ended = checkpoint.phase === 'apply';
  await run.org.transaction(async (tx) => {
    await context.hold(tx);
    await writeReceipts(tx, chunk);
    if (ended) await endPlan(tx, run, row);
    const status = ended ? 'APPLYING' : 'PLANNING';
    await saveProgress(tx, row.id, { status, checkpoint, planned, applied: row.applied, counters });
  });
  run.reached = checkpoint;
}

async function endPlan(tx: Transaction, run: ImportRun, row: ImportRow): Promise<void> {
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
