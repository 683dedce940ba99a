import type { Clock } from '@headwater/protocol';
import type { EffectsUnderWay } from './effects-under-way.ts';
import type { RunOutcome } from './execution.ts';
import { outOfMemory } from './limit-errors.ts';
import type { Machine } from './machine.ts';
import type { Recorder } from './recorder.ts';
import type { Scheduler } from './scheduler.ts';

/** Milliseconds of pure work before the process may do something else. */
const SLICE = 10;

/** What an execution consists of. */
export interface RunParts {
  readonly machine: Machine;
  readonly scheduler: Scheduler;
  readonly effects: EffectsUnderWay;
  readonly recorder: Recorder | null;
  readonly clock: Clock;
  readonly signal: AbortSignal | null;
  readonly isShortOfMemory: () => boolean;
}

/** Gives frames their turns until the execution ends, sleeps, is cancelled or is to yield. See `Execution.run`. */
export async function runFrames(parts: RunParts, shouldYield: () => boolean): Promise<RunOutcome> {
  const { machine, scheduler, effects, clock, signal } = parts;
  let isYielding = false;
  effects.mayBegin = () => {
    if (!isYielding && shouldYield()) isYielding = true;
    return !isYielding;
  };
  effects.release();
  // Real time, whatever the clock of the flows says: this is about not blocking the process.
  let sliceEnd = performance.now() + SLICE;
  for (;;) {
    if (effects.broken !== null) break;
    if (machine.outcome !== null) return leave(parts, { status: 'ended', outcome: machine.outcome });
    if (signal?.aborted === true) return leave(parts, { status: 'cancelled' });
    if (isYielding) return leave(parts, { status: 'yielded' });
    const frame = scheduler.shift();
    if (frame !== null) {
      machine.turn(frame);
      if (performance.now() < sliceEnd) continue;
      await new Promise<void>((resolve) => setImmediate(resolve));
      isYielding ||= shouldYield();
      scheduler.wake(clock.now().getTime());
    } else {
      const until = await idle(parts);
      if (until !== null) return leave(parts, { status: 'sleeping', until });
    }
    if (parts.recorder?.isFull === true) await keep(parts.recorder, effects);
    if (parts.isShortOfMemory()) machine.abandon(outOfMemory());
    sliceEnd = performance.now() + SLICE;
  }
  await effects.drain();
  throw effects.broken.error;
}

async function keep(recorder: Recorder, effects: EffectsUnderWay): Promise<void> {
  try {
    await recorder.flush();
  } catch (error) {
    effects.broken ??= { error };
  }
}

/** Nothing can run now: waits for an effect or a sleeper. Gives an instant when only time can help. */
async function idle({ scheduler, effects, clock }: RunParts): Promise<Date | null> {
  const waking = scheduler.firstWaking();
  const now = clock.now().getTime();
  if (waking !== null && waking <= now) {
    scheduler.wake(now);
    return null;
  }
  if (effects.isAny) {
    await effects.oneEnded(waking === null ? null : waking - now);
    return null;
  }
  if (waking === null) throw new TypeError('An execution waits for nothing');
  return new Date(waking);
}

async function leave({ effects, recorder }: RunParts, outcome: RunOutcome): Promise<RunOutcome> {
  await effects.drain();
  if (effects.broken !== null) throw effects.broken.error;
  await recorder?.flush();
  return outcome;
}
