import { expect, test } from 'vitest';
import { readDuration } from '../../src/test-mode/duration.ts';

test.each([
  ['PT0S', 0],
  ['PT5M', 300_000],
  ['P1D', 86_400_000],
  ['P1W', 604_800_000],
  ['P1DT12H30M5.25S', 131_405_250],
  ['PT1.5S', 1_500],
])('%s is %i milliseconds', (text, milliseconds) => {
  expect(readDuration(text)).toBe(milliseconds);
});

test.each(['', 'P', 'PT', 'P1DT', '5M', 'PT5', 'P1M', 'P1Y', 'PT-5M', 'pt5m', 'PT1.2345S', 'PT1.5M'])(
  '"%s" is no duration',
  (text) => {
    expect(readDuration(text)).toBeUndefined();
  },
);
