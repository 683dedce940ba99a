import { expect, test } from 'vitest';
import { portionOf } from '../../src/rate-limits/portion.ts';

test.each([
  [1, 1],
  [15, 1],
  [399, 1],
  [400, 2],
  [30_000, 150],
  [6_000_000, 30_000],
])('of a limit of %i a process reserves %i at a time', (limit, portion) => {
  expect(portionOf(limit)).toBe(portion);
});
