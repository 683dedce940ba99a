import { type Clock, systemClock } from '@headwater/protocol';

/** Time and chance as the client sees them. Injected everywhere, so that tests wait for nothing. */
export interface Timing {
  readonly clock: Clock;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
}

/** The machine's own clock, timers and randomness. */
export const systemTiming: Timing = {
  clock: systemClock,
  random: Math.random,
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, milliseconds);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};

/** Why the client stands still. */
export type WaitReason =
  | 'rate-limit'
  | 'org-unreachable'
  | 'org-failing'
  | 'session-blocked'
  | 'create-cooldown'
  | 'import-running';

/** A pause the client is about to make. */
export interface Wait {
  readonly until: Date;
  readonly reason: WaitReason;
  /** One sentence for a person. */
  readonly detail: string;
}

export type OnWait = (wait: Wait) => void | Promise<void>;

/** Announces a wait, then makes it. */
export async function pause(
  timing: Timing,
  milliseconds: number,
  why: Omit<Wait, 'until'>,
  options: { readonly signal?: AbortSignal | undefined; readonly onWait?: OnWait | undefined } = {},
): Promise<void> {
  await options.onWait?.({ ...why, until: new Date(timing.clock.now().getTime() + milliseconds) });
  await timing.sleep(milliseconds, options.signal);
}
