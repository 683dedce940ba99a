import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDate } from '../../src/values/parse-date.ts';

describe('a text is read as an instant', () => {
  test.each([
    ['2023-01-31', '2023-01-31T00:00:00.000Z'],
    ['2023-01-31T10:20', '2023-01-31T10:20:00.000Z'],
    ['2023-01-31T10:20:30', '2023-01-31T10:20:30.000Z'],
    ['2023-01-31 10:20:30', '2023-01-31T10:20:30.000Z'],
    ['2023-01-31t10:20:30z', '2023-01-31T10:20:30.000Z'],
    ['2023-01-31T10:20:30.1Z', '2023-01-31T10:20:30.100Z'],
    ['2023-01-31T10:20:30,123456789Z', '2023-01-31T10:20:30.123Z'],
    ['2023-01-31T10:20:30+02:00', '2023-01-31T08:20:30.000Z'],
    ['2023-01-31T10:20:30-0530', '2023-01-31T15:50:30.000Z'],
    ['2023-01-31T10:20+02', '2023-01-31T08:20:00.000Z'],
    ['2023-01-31T24:00:00Z', '2023-02-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['0050-01-01', '0050-01-01T00:00:00.000Z'],
    ['  2023-01-31  ', '2023-01-31T00:00:00.000Z'],
    ['2023', '2023-01-01T00:00:00.000Z'],
    ['2023-02', '2023-02-01T00:00:00.000Z'],
    ['20230131', '2023-01-31T00:00:00.000Z'],
    ['20230131T101112Z', '2023-01-31T10:11:12.000Z'],
    ['1/1/18', '2018-01-01T00:00:00.000Z'],
    ['12/31/1999 11:59:59 PM', '1999-12-31T23:59:59.000Z'],
    ['1/2/70', '1970-01-02T00:00:00.000Z'],
    ['2023/1/31 9:05', '2023-01-31T09:05:00.000Z'],
    ['01-31-2023', '2023-01-31T00:00:00.000Z'],
    ['31-Jan-2023', '2023-01-31T00:00:00.000Z'],
    ['Jan 31, 2023', '2023-01-31T00:00:00.000Z'],
    ['January 31st, 2023 12:30 am', '2023-01-31T00:30:00.000Z'],
    ['31 Sept 2023', null],
    ['30 Sept 2023', '2023-09-30T00:00:00.000Z'],
    ['Wednesday, September 7th 2016', '2016-09-07T00:00:00.000Z'],
    ['Wed, 07 Sep 2016 16:55:25 GMT', '2016-09-07T16:55:25.000Z'],
    ['Wed, 07 Sep 2016 16:55:25 -0700', '2016-09-07T23:55:25.000Z'],
    ['Wed, 07 Sep 2016 16:55:25 EST', '2016-09-07T21:55:25.000Z'],
    ['Wed Sep 07 2016 16:55:25 GMT+0200 (Central European Summer Time)', '2016-09-07T14:55:25.000Z'],
    ['9/7/2016 16:55:25.670', '2016-09-07T16:55:25.670Z'],
  ])('%s', (text, iso) => {
    expect(parseDate(text)?.toISOString() ?? null).toBe(iso);
  });
});

describe('a text is no instant', () => {
  test.each([
    '',
    'potato',
    'now',
    '12',
    '5 pm',
    '2023-02-30',
    '2023-13-01',
    '2023-01-01T25:00',
    '2023-01-01T10:60',
    '2023-01-01T10:00:60',
    '2023-01-01T24:00:01',
    '2023-01-01T10:00Z+02:00',
    '2023-01-01X10:00',
    '2023-01-01T10:00:00.Z',
    '13/31/2018',
    '2/30/2018',
    '1/1',
    '1/1/2018/5',
    '1/1/201',
    'Jan Feb 2018',
    'Jan 2018',
    '1/1/18 13:00 pm',
    '1/1/18 10:00 10:00',
    '1/1/18 (',
    '00u1abcdEFGH2ijkl3m4',
    'x'.repeat(100_000),
    '1 '.repeat(50_000),
  ])('%s', (text) => {
    expect(parseDate(text)).toBeNull();
  });
});

test('every instant is read from what ISO 8601 makes of it', () => {
  const years = {
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  };
  fc.assert(
    fc.property(fc.date(years), (date) => {
      expect(parseDate(date.toISOString())).toEqual(date);
    }),
  );
});

test('dates that JavaScript writes are read, whatever the form', () => {
  const years = { min: new Date('1970-01-01T00:00:00Z'), max: new Date('2068-12-31T23:59:59Z'), noInvalidDate: true };
  fc.assert(
    fc.property(fc.date(years), (date) => {
      const seconds = new Date(Math.floor(date.getTime() / 1000) * 1000);
      expect([parseDate(date.toUTCString()), parseDate(date.toString())]).toEqual([seconds, seconds]);
    }),
  );
});

test('no text makes it fail', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-/:., TZamp+()JanWed') }), (text) => {
      const read = parseDate(text);
      expect(read === null || !Number.isNaN(read.getTime())).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
