import type { FlowExecution } from '@headwater/protocol';
import type { Org } from '../../orgs/org.ts';
import { getExecution } from './read-executions.ts';
import type { Signals } from './signals.ts';

/**
 * Waits until `look` gives something, which it is asked for at the beginning, whenever something is said of the execution, and at the
 * end; null when that does not come within the time. Where `begin` starts the execution there is nothing to look at before something is
 * said of it.
 */
export async function waitFor<T>(
  signals: Signals,
  org: Org,
  id: string,
  milliseconds: number,
  look: () => Promise<T | null>,
  { begin }: { readonly begin?: () => Promise<unknown> } = {},
): Promise<T | null> {
  let wake: () => void = () => undefined;
  let isDue = begin === undefined;
  const stopHearing = signals.hear(org.name, id, () => {
    isDue = true;
    wake();
  });
  try {
    await begin?.();
    const end = performance.now() + milliseconds;
    for (;;) {
      const left = end - performance.now();
      if (isDue || left <= 0) {
        isDue = false;
        const found = await look();
        if (found !== null || left <= 0) return found;
        continue;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    stopHearing();
  }
}

/** Waits for the end of an execution, or for the time to be over; gives it as it is then. */
export async function waitForEnd(signals: Signals, org: Org, id: string, milliseconds: number): Promise<FlowExecution> {
  const read = () => org.read((tx) => getExecution(tx, id));
  const ended = await waitFor(signals, org, id, milliseconds, async () => {
    const execution = await read();
    return execution.ended === null ? null : execution;
  });
  return ended ?? read();
}
