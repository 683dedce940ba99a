const WINDOW_MILLISECONDS = 60_000;

/** Start of the minute of an instant, in milliseconds since the epoch. */
export function windowOf(instant: Date): number {
  return Math.floor(instant.getTime() / WINDOW_MILLISECONDS) * WINDOW_MILLISECONDS;
}

/** End of a minute by its start. */
export function endOf(window: number): number {
  return window + WINDOW_MILLISECONDS;
}
