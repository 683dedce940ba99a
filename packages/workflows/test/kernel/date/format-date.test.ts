import fc from 'fast-check';
import moment from 'moment-timezone';
import { expect, test } from 'vitest';
import { formatDate } from '../../../src/kernel/date/format-date.ts';

const PIECES = [
  'M Mo MM MMM MMMM Q Qo D Do DD DDD DDDo DDDD d do dd ddd dddd e E w wo ww W Wo WW YY YYYY YYYYYY Y y yyyy N NN NNNN',
  'gg gggg GG GGGG A a H HH h hh k kk m mm s ss S SS SSS SSSS SSSSSSSSS z zz Z ZZ X x Hmm hmm Hmmss LT LTS L LL LLL LLLL l ll lll llll',
  '[at] [D] [] [[D]] \\D \\[ \\\\ T / - : , . am é 年 [ ] o j',
].flatMap((line) => line.split(' '));

test('every format gives what moment gives', () => {
  const format = fc
    .array(fc.constantFrom(...PIECES, ' '), { minLength: 1, maxLength: 8 })
    .map((parts) => parts.join(''));
  const date = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  const zone = fc.constantFrom('UTC', 'US/Pacific', 'Asia/Kolkata', 'Europe/Paris');
  fc.assert(
    fc.property(format, date, zone, (text, instant, name) => {
      fc.pre(text.trim() !== '');
      expect(formatDate(instant, text, name)).toBe(moment.utc(instant).tz(name).format(text));
    }),
    { numRuns: 2_000 },
  );
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'us/nowhere', ' '])('"%s" is no zone', (zone) => {
  expect(formatDate(new Date('2026-07-01T12:00:00Z'), 'HH z', zone)).toBe('12 UTC');
});
