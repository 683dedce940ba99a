import type { Reservations } from './reservations.ts';

export interface Patience {
  /** Milliseconds that a request waits for a reservation. Default 1000. */
  readonly waitMilliseconds?: number;
  /** Milliseconds for which the database is left alone after a reservation failed. Default 1000. */
  readonly pauseMilliseconds?: number;
  /** A clock that never stands still, in milliseconds. Default `performance.now`. */
  readonly monotonic?: () => number;
  /** Told of the first failure after a success. */
  readonly onAway?: (error: unknown) => void;
}

/**
 * {@link Reservations} that fail soon, and at once for a while after they failed: a lost database must not make each request
 * wait for its rate limit.
 */
export function impatientReservations(reservations: Reservations, patience: Patience = {}): Reservations {
  const { waitMilliseconds = 1000, pauseMilliseconds = 1000, onAway } = patience;
  const monotonic = patience.monotonic ?? (() => performance.now());
  let away: { readonly until: number; readonly error: unknown } | undefined;

  return {
    async reserve(claim) {
      if (away !== undefined && monotonic() < away.until) throw away.error;
      try {
        const reserved = await within(waitMilliseconds, reservations.reserve(claim));
        away = undefined;
        return reserved;
      } catch (error) {
        if (away === undefined) onAway?.(error);
        away = { until: monotonic() + pauseMilliseconds, error };
        throw error;
      }
    },
  };
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The reservation of a rate limit took longer than ${milliseconds} ms`)),
      milliseconds,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
