import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMilliseconds, durationText } from '../../src/test-file/duration.ts';

describe('a duration', () => {
  it.each([
    ['PT0S', 0],
    ['PT5M', 300_000],
    ['P1DT12H', 129_600_000],
    ['PT1H1M1.5S', 3_661_500],
  ])('%s has %d milliseconds, and is written so', (text, milliseconds) => {
    expect([durationMilliseconds(text), durationText(milliseconds)]).toEqual([milliseconds, text]);
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 11 }), (milliseconds) => {
        expect(durationMilliseconds(durationText(milliseconds))).toBe(milliseconds);
      }),
    );
  });

  it('that is none is a mistake', () => {
    expect(() => durationMilliseconds('5 minutes')).toThrow(TypeError);
  });
});
