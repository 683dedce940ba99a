import { runGuarded } from '../patterns/guard.ts';
import type { Value } from '../values/value.ts';

/** How long a computing card may take over large inputs. The slowest on a million items that was found takes two seconds. */
const LONGEST_MILLISECONDS = 5_000;

const LARGE_TEXT = 64 * 1024;
const LARGE_LIST = 1_000;

/** Whether a card may take long over its inputs; others are done in a moment whatever they compute. */
export function areLarge(inputs: readonly Value[]): boolean {
  for (const input of inputs) {
    if (typeof input === 'string') {
      if (input.length > LARGE_TEXT) return true;
    } else if (Array.isArray(input) && input.length > LARGE_LIST) return true;
  }
  return false;
}

/**
 * Computes over large inputs, and fails with `limit_exceeded` when it takes too long: the time of some functions is that of a product
 * of what they get. Guarding costs 55 µs.
 */
export function computeBounded<T>(compute: () => T): T {
  const message = () =>
    `The card took more than ${LONGEST_MILLISECONDS / 1000} seconds to compute; work on it in parts`;
  return runGuarded(compute, message, LONGEST_MILLISECONDS);
}
