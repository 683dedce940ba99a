import type { ImportCounters } from '@headwater/protocol';
import type { Transaction } from '../database/transaction.ts';
import type { JobContext } from '../jobs/task.ts';
import { countDecisions } from './counters.ts';
import { recordImportEvent } from './import-events.ts';
import { type Checkpoint, type ImportRow, PASSES, saveProgress } from './import-row.ts';
import type { ImportRun } from './import-run.ts';
import {
  type LookedUpChunk,
  lookUpChunk,
  type PlannedChunk,
  planChunk,
  writeDropped,
  writeReceipts,
} from './plan-chunk.ts';

/** What has been decided so far; committed chunk by chunk, in order. */
interface Progress {
  readonly checkpoint: Checkpoint;
  readonly planned: number;
  readonly counters: ImportCounters;
}

/** A chunk that is looked up, and where the next one begins. */
interface Ahead {
  readonly chunk: LookedUpChunk;
  readonly next: number;
  /** Unknown attribute names reported up to here. */
  readonly reported: readonly string[];
}

/**
 * Plans chunk after chunk until everything is planned or it is time to yield, and commits each with the checkpoint behind it.
 * While one chunk is decided, the database looks the next one up and takes the receipts of the one before.
 */
export async function planStep(
  run: ImportRun,
  row: ImportRow,
  checkpoint: Checkpoint,
  context: JobContext,
): Promise<void> {
  let progress: Progress = { checkpoint, planned: row.planned, counters: row.counters };
  const reported = new Set(checkpoint.reported);
  let ahead = lookAhead(run, checkpoint, reported);
  try {
    do {
      const { chunk, ...reached } = await ahead;
      const next = follow(run, { ...progress.checkpoint, position: reached.next, reported: reached.reported });
      if (next.phase === 'plan') ahead = lookAhead(run, next, reported);
      const planned = await planChunk(run, chunk);
      for (const claim of planned.claims) run.overlay.add(claim);
      progress = advance(run, progress, planned, next);
      await run.writing;
      run.writing = commit(run, row, planned, progress, context);
      // Awaited before the next commit, or at the end; a failure until then is not unhandled.
      run.writing.catch(() => undefined);
    } while (progress.checkpoint.phase === 'plan' && !context.shouldYield());
  } finally {
    await Promise.allSettled([ahead]);
    await run.writing;
  }
}

/** Reads and looks up the chunk at a checkpoint, and has the uploads of the one after it fetched. */
function lookAhead(run: ImportRun, { pass, position }: Checkpoint, reported: Set<string>): Promise<Ahead> {
  const size = run.chunkSizes.plan;
  const ahead = (async () => {
    const { intents, next } = await run.fold.chunk(run.uploads, pass, position, size);
    run.fold.prefetch(run.uploads, pass, next, size);
    const chunk = await run.org.read((tx) => lookUpChunk(tx, run, pass, intents, reported));
    return { chunk, next, reported: [...reported] };
  })();
  // Awaited one chunk later; a failure until then is not unhandled.
  ahead.catch(() => undefined);
  return ahead;
}

function advance(
  run: ImportRun,
  before: Progress,
  { receipts, records }: PlannedChunk,
  checkpoint: Checkpoint,
): Progress {
  const superseded = receipts - records.length;
  const droppedDeletes = checkpoint.phase === 'apply' ? run.fold.dropped.length : 0;
  return {
    checkpoint,
    planned: before.planned + receipts + droppedDeletes,
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
