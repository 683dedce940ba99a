import { expect, test } from 'vitest';
import { clockAt, isFrozen, orgTime } from '../../src/test-mode/clock-state.ts';

const real = new Date('2026-03-01T10:00:00.000Z');
const later = new Date('2026-03-01T10:05:00.000Z');
const set = new Date('2031-01-01T00:00:00.000Z');

test('without a clock of its own an org has the real time', () => {
  expect(orgTime(null, real)).toEqual(real);
  expect(isFrozen(null)).toBe(false);
});

test('a running clock goes on as fast as the real one', () => {
  const clock = clockAt(set, real, false);
  expect([orgTime(clock, real), orgTime(clock, later)]).toEqual([set, new Date('2031-01-01T00:05:00.000Z')]);
  expect(isFrozen(clock)).toBe(false);
});

test('a frozen clock shows the same time for ever', () => {
  const clock = clockAt(set, real, true);
  expect([orgTime(clock, real), orgTime(clock, later)]).toEqual([set, set]);
  expect(isFrozen(clock)).toBe(true);
});
