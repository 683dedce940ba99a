/** Time as the code sees it. Injected everywhere, so that tests and test-mode orgs can move it. */
export interface Clock {
  /** The present instant. */
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  set(instant: Date | string): void;
  /** Moves forward by this many milliseconds. */
  advance(milliseconds: number): void;
}

/** Makes a {@link ManualClock} that starts at `start`. */
export function manualClock(start: Date | string = '2026-01-01T00:00:00.000Z'): ManualClock {
  let current = new Date(start).getTime();
  return {
    now: () => new Date(current),
    set: (instant) => {
      current = new Date(instant).getTime();
    },
    advance: (milliseconds) => {
      current += milliseconds;
    },
  };
}
