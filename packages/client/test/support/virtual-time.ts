import { type ManualClock, manualClock } from '@headwater/protocol';
import type { Timing } from '../../src/timing.ts';

export interface VirtualTime extends Timing {
  readonly clock: ManualClock;
  /** Every sleep, in milliseconds. */
  readonly slept: number[];
}

/** Time that passes only while somebody sleeps, and then at once. Chance is always 0. */
export function virtualTime(): VirtualTime {
  const clock = manualClock('2026-11-02T08:00:00.000Z');
  const slept: number[] = [];
  return {
    clock,
    slept,
    random: () => 0,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      clock.advance(milliseconds);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}
