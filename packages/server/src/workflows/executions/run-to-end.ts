import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@headwater/protocol';
import type { Execution, FrameOutcome } from '@headwater/workflows';

/** A clock may be moved by hand, so that a sleep is not waited for in one piece. */
const LONGEST_LOOK = 1_000;

/**
 * Runs an execution that nothing is remembered of until it ends, also through its sleeps. Gives null when it was cancelled; rejects with
 * the reason of `stopped` when its process has no more time for it.
 */
export async function runToEnd(
  execution: Execution,
  clock: Clock,
  stopped?: AbortSignal,
): Promise<FrameOutcome | null> {
  for (;;) {
    const outcome = await execution.run(() => stopped?.aborted === true);
    switch (outcome.status) {
      case 'ended':
        return outcome.outcome;
      case 'cancelled':
        return null;
      case 'yielded':
        stopped?.throwIfAborted();
        break;
      case 'sleeping': {
        stopped?.throwIfAborted();
        const left = outcome.until.getTime() - clock.now().getTime();
        const options = stopped === undefined ? {} : { signal: stopped };
        if (left > 0) await delay(Math.min(left, LONGEST_LOOK), undefined, options).catch(() => undefined);
      }
    }
  }
}
