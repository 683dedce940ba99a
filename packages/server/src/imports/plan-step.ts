import type { CountersByClass } from '@headwater/protocol';
import type { Transaction } from '../database/transaction.ts';
import type { JobContext } from '../jobs/task.ts';
import { countObjects } from './counters.ts';
import { recordImportEvent } from './import-events.ts';
import { type Checkpoint, type ImportRow, saveProgress } from './import-row.ts';
import type { ImportRun } from './import-run.ts';
import { writeMembershipReceipts } from './memberships/plan-memberships.ts';
import { writeObjectReceipts } from './objects/plan-objects.ts';
import { recordPhases } from './phase-events.ts';
import { writeDropped } from './plan-chunk.ts';
import { droppedMemberships, droppedObjects, type LookedUp, lookUp, type Planned, plan } from './planned-chunk.ts';
import { type Step, stepsOf } from './steps.ts';

/** What has been decided so far; committed chunk by chunk, in order. */
interface Progress {
  readonly checkpoint: Checkpoint;
  readonly planned: number;
  readonly counters: CountersByClass;
}

/** A chunk that is looked up, and where the next one begins. */
interface Ahead {
  readonly lookedUp: LookedUp;
  readonly next: number;
  /** Unknown attribute names reported up to here. */
  readonly reported: readonly string[];
}

/**
 * Plans chunk after chunk until everything is planned or it is time to yield, and commits each with the checkpoint behind it.
 * While one chunk is decided, the database looks the next one up and takes the receipts of the one before. A step begins when the
 * receipts of the one before are written: memberships read those of groups and people.
 */
export async function planStep(
  run: ImportRun,
  row: ImportRow,
  checkpoint: Checkpoint,
  context: JobContext,
): Promise<void> {
  const steps = stepsOf(run.folds, run.basis.choices.importOrder);
  let progress: Progress = { checkpoint, planned: row.planned, counters: row.counters };
  const reported = new Set(checkpoint.reported);
  let ahead = lookAhead(run, steps, checkpoint, reported);
  try {
    while (ahead !== undefined) {
      const { lookedUp, ...reached } = await ahead;
      const { step } = progress.checkpoint;
      const next = follow(run, steps, { ...progress.checkpoint, position: reached.next, reported: reached.reported });
      ahead = next.step === step ? lookAhead(run, steps, next, reported) : undefined;
      const planned = await plan(run, lookedUp);
      progress = advance(progress, planned, next);
      await run.writing;
      run.writing = commit(run, row, planned, progress, context);
      // Awaited before the next commit, or at the end; a failure until then is not unhandled.
      run.writing.catch(() => undefined);
      if (context.shouldYield()) return;
      if (next.step !== step) {
        await run.writing;
        ahead = lookAhead(run, steps, next, reported);
      }
    }
    if (progress.checkpoint.phase === 'plan') await end(run, row, progress, context);
  } finally {
    await Promise.allSettled([ahead]);
    await run.writing;
  }
}

/** Reads and looks up the chunk at a checkpoint, and has the uploads of the one after it fetched; undefined behind the last step. */
function lookAhead(
  run: ImportRun,
  steps: readonly Step[],
  { step: index, position }: Checkpoint,
  reported: Set<string>,
): Promise<Ahead> | undefined {
  const step = steps[index];
  if (step === undefined) return undefined;
  const { plan: usual, pairs = usual } = run.chunkSizes;
  const size = step.class === 'memberships' ? pairs : usual;
  const fold = run.folds[step.class];
  const ahead = (async () => {
    const { intents, next } = await fold.chunk(run.uploads, step.action, position, size);
    fold.prefetch(run.uploads, step.action, next, size);
    const lookedUp = await run.org.read((tx) => lookUp(tx, run, step, intents, reported));
    return { lookedUp, next, reported: [...reported] };
  })();
  // Awaited one chunk later; a failure until then is not unhandled.
  ahead.catch(() => undefined);
  return ahead;
}

function advance(before: Progress, planned: Planned, checkpoint: Checkpoint): Progress {
  return { checkpoint, planned: before.planned + planned.receipts, counters: planned.count(before.counters) };
}

async function commit(
  run: ImportRun,
  row: ImportRow,
  chunk: Planned,
  { checkpoint, planned, counters }: Progress,
  context: JobContext,
): Promise<void> {
  await run.org.transaction(async (tx) => {
    await context.hold(tx);
    await chunk.write(tx);
    await saveProgress(tx, row.id, { status: 'PLANNING', checkpoint, planned, applied: row.applied, counters });
  });
  run.reached = checkpoint;
}

/** The next place to work at: further on in the step, or at the start of the next one. */
function follow(run: ImportRun, steps: readonly Step[], checkpoint: Checkpoint): Checkpoint {
  const step = steps[checkpoint.step];
  if (step !== undefined && checkpoint.position < run.folds[step.class].total) return checkpoint;
  return { ...checkpoint, step: checkpoint.step + 1, position: 0 };
}

/** Ends the plan: what was dropped on upload gets its receipts, and the import stands at the gate. */
async function end(run: ImportRun, row: ImportRow, progress: Progress, context: JobContext): Promise<void> {
  await run.writing;
  const now = run.org.clock.now();
  const checkpoint: Checkpoint = { ...progress.checkpoint, phase: 'apply', step: 0, position: 0 };
  await run.org.transaction(async (tx) => {
    await context.hold(tx);
    const dropped = await writeAllDropped(tx, run, progress.counters);
    const planned = progress.planned + dropped.receipts;
    await recordImportEvent(tx, row, 'system.import.user_matching.complete', now);
    await recordImportEvent(tx, row, 'system.import.object_creation.start', now);
    await recordPhases(tx, run, row, { from: -1, to: 0 }, now);
    const { counters } = dropped;
    await saveProgress(tx, row.id, { status: 'APPLYING', checkpoint, planned, applied: row.applied, counters });
  });
  run.reached = checkpoint;
}

async function writeAllDropped(
  tx: Transaction,
  run: ImportRun,
  before: CountersByClass,
): Promise<{ readonly receipts: number; readonly counters: CountersByClass }> {
  await writeDropped(tx, run);
  const users = run.folds.users.dropped.length;
  const groups = droppedObjects(run, 'groups');
  const devices = droppedObjects(run, 'devices');
  const memberships = droppedMemberships(run);
  await writeObjectReceipts(tx, run, 'groups', groups);
  await writeObjectReceipts(tx, run, 'devices', devices);
  await writeMembershipReceipts(tx, run, memberships);
  return {
    receipts: users + groups.length + devices.length + memberships.length,
    counters: {
      users: { ...before.users, droppedDeletes: before.users.droppedDeletes + users },
      groups: countObjects(before.groups, groups),
      memberships: countObjects(before.memberships, memberships),
      devices: countObjects(before.devices, devices),
    },
  };
}
