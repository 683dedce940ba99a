import { setTimeout as pause } from 'node:timers/promises';

export interface Patience {
  /** Milliseconds between two looks. Default 2. */
  readonly every?: number;
  /** Milliseconds after which the condition counts as never met. Default 60 000: only a fault gets there. */
  readonly atMost?: number;
}

/**
 * Looks again and again until `look` gives something, and gives that. A look that rejects ends it. Throws an error that names the
 * condition when it is not met in time.
 */
export async function until<T>(
  condition: string,
  look: () => Promise<T | undefined>,
  { every = 2, atMost = 60_000 }: Patience = {},
): Promise<T> {
  const end = performance.now() + atMost;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`${condition}: not so after ${atMost} ms`);
    await pause(every);
  }
}
