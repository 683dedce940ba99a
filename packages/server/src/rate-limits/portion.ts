/** Portions of a limit. */
const PORTIONS = 200;

/**
 * Requests that a process reserves at a time. A small limit goes one by one, so that processes share it exactly; of a large one
 * a process may hold back half a percent from the others, and asks the database once for as many requests.
 */
export function portionOf(limit: number): number {
  return Math.max(1, Math.floor(limit / PORTIONS));
}
