import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatIso8601, parseIso8601 } from '../../src/time/iso8601.ts';
import { formatJoda } from '../../src/time/joda-format.ts';
import { parseJoda } from '../../src/time/joda-parse.ts';
import { JODA_LETTERS, JodaPatternError, parseJodaPattern } from '../../src/time/joda-pattern.ts';

const INSTANT = Date.parse('2015-03-05T16:07:09.045Z');

describe('writing', () => {
  test.each([
    ['G', 'AD'],
    ['C', '20'],
    ['YYYY yyyy yy y', '2015 2015 15 2015'],
    ['yyyyy', '02015'],
    ["xxxx-'W'ww-e", '2015-W10-4'],
    ['E EEE EEEE', 'Thu Thu Thursday'],
    ['D DDD', '64 064'],
    ['M MM MMM MMMM', '3 03 Mar March'],
    ['d dd', '5 05'],
    ['a', 'PM'],
    ['K h H k', '4 4 16 16'],
    ['mm:ss', '07:09'],
    ['S SS SSS SSSSSS', '0 04 045 045000'],
    ['Z ZZ ZZZ', '+0000 +00:00 UTC'],
    ["yyyy.MM.dd'T'HH:mm''", "2015.03.05T16:07'"],
    ["h 'o''clock' a", "4 o'clock PM"],
    ['"\u00e9"', '"\u00e9"'],
  ])('%s', (pattern, text) => {
    expect(formatJoda(INSTANT, pattern)).toBe(text);
  });

  test('hours at midnight and noon', () => {
    const hours = (instant: string) => formatJoda(Date.parse(instant), 'H k K h a');
    expect([hours('2015-01-01T00:00:00Z'), hours('2015-01-01T12:00:00Z')]).toEqual(['0 24 0 12 AM', '12 12 0 12 PM']);
  });

  test('the week year around New Year', () => {
    const week = (instant: string) => formatJoda(Date.parse(instant), 'xxxx ww e');
    expect([week('2016-01-01T00:00:00Z'), week('2018-12-31T00:00:00Z'), week('2015-12-31T00:00:00Z')]).toEqual([
      '2015 53 5',
      '2019 01 1',
      '2015 53 4',
    ]);
  });

  test('in a zone', () => {
    expect(formatJoda(INSTANT, 'yyyy-MM-dd HH:mm ZZ z zzzz ZZZ', 'Asia/Tokyo')).toBe(
      '2015-03-06 01:07 +09:00 GMT+9 Japan Standard Time Asia/Tokyo',
    );
  });
});

describe('reading', () => {
  test.each([
    ['17 June 2015 00:23:19', 'dd MMMM yyyy HH:mm:ss', '2015-06-17T00:23:19.000Z'],
    ['7 jun 2015', 'dd MMM yyyy', '2015-06-07T00:00:00.000Z'],
    ['20150617', 'yyyyMMdd', '2015-06-17T00:00:00.000Z'],
    ['6/7/15', 'M/d/yy', '2015-06-07T00:00:00.000Z'],
    ['6/7/50', 'M/d/yy', '1950-06-07T00:00:00.000Z'],
    ['6/7/1815', 'M/d/yy', '1815-06-07T00:00:00.000Z'],
    ['12:05 AM', 'hh:mm a', '2000-01-01T00:05:00.000Z'],
    ['12:05 pm', 'hh:mm a', '2000-01-01T12:05:00.000Z'],
    ['11:05 PM', 'KK:mm a', '2000-01-01T23:05:00.000Z'],
    ['24', 'kk', '2000-01-01T00:00:00.000Z'],
    ['2015-064', 'yyyy-DDD', '2015-03-05T00:00:00.000Z'],
    ['Thursday 5 March 2015', 'EEEE d MMMM yyyy', '2015-03-05T00:00:00.000Z'],
    ['4 2015-03-05', 'e yyyy-MM-dd', '2015-03-05T00:00:00.000Z'],
    ['10:00:00.5', 'HH:mm:ss.SSS', '2000-01-01T10:00:00.500Z'],
    ['2015-03-05T10:00:00-0400', "yyyy-MM-dd'T'HH:mm:ssZ", '2015-03-05T14:00:00.000Z'],
    ['2015-03-05 10:00 +05:30', 'yyyy-MM-dd HH:mm ZZ', '2015-03-05T04:30:00.000Z'],
    ['2015-03-05 10:00 Z', 'yyyy-MM-dd HH:mm Z', '2015-03-05T10:00:00.000Z'],
    ['2015-07-05 10:00 America/New_York', 'yyyy-MM-dd HH:mm ZZZ', '2015-07-05T14:00:00.000Z'],
    ['2015-07-05 10:00 EST', 'yyyy-MM-dd HH:mm z', '2015-07-05T14:00:00.000Z'],
    ['AD 2015', 'G yyyy', '2015-01-01T00:00:00.000Z'],
  ])('%s by %s', (text, pattern, instant) => {
    const milliseconds = parseJoda(text, pattern);
    expect(milliseconds === null ? null : formatIso8601(milliseconds)).toBe(instant);
  });

  test.each([
    ['31/02/2015', 'dd/MM/yyyy'],
    ['01/13/2015', 'dd/MM/yyyy'],
    ['2015-06-17x', 'yyyy-MM-dd'],
    ['2015-06', 'yyyy-MM-dd'],
    ['25:00', 'HH:mm'],
    ['13:00 PM', 'hh:mm a'],
    ['Friday 5 March 2015', 'EEEE d MMMM yyyy'],
    ['2015-366', 'yyyy-DDD'],
    ['Mai 2015', 'MMMM yyyy'],
    ['10:00 Mars/Olympus', 'HH:mm ZZZ'],
    ['+99:00', 'ZZ'],
    ['2015 10', 'xxxx ww'],
    ['BC 1', 'G y'],
    ['', 'yyyy'],
  ])('%s does not fit %s', (text, pattern) => {
    expect(parseJoda(text, pattern)).toBeNull();
  });

  test('what was written is read again', () => {
    const date = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(date, (instant) => {
        const pattern = "EEEE, d MMMM yyyy h:mm:ss.SSS a ZZ'!'";
        expect(parseJoda(formatJoda(instant.getTime(), pattern), pattern)).toBe(instant.getTime());
      }),
    );
  });
});

describe('patterns', () => {
  test('are fields and literals', () => {
    expect(parseJodaPattern("yyyy'T'")).toEqual([
      { kind: 'field', letter: 'y', count: 4 },
      { kind: 'literal', text: 'T' },
    ]);
  });

  test.each(['b', 'yyyy-MM-ddTHH:mm', "yyyy 'open"])('%s is none', (pattern) => {
    expect(() => parseJodaPattern(pattern)).toThrow(JodaPatternError);
  });

  test('every letter can be written', () => {
    for (const letter of Object.keys(JODA_LETTERS)) expect(formatJoda(INSTANT, letter)).not.toBe('');
  });
});

describe('ISO 8601', () => {
  test.each([
    ['2015-07-31T17:18:37.979Z', '2015-07-31T17:18:37.979Z'],
    ['2015-07-31T17:18:37.9799999z', '2015-07-31T17:18:37.979Z'],
    ['2015-07-31 17:18', '2015-07-31T17:18:00.000Z'],
    ['2015-07-31', '2015-07-31T00:00:00.000Z'],
    ['2015-07', '2015-07-01T00:00:00.000Z'],
    ['2015-07-31T17:18:37,5+02', '2015-07-31T15:18:37.500Z'],
    ['2015-07-31T17:18:37-0330', '2015-07-31T20:48:37.000Z'],
  ])('%s', (text, instant) => {
    const milliseconds = parseIso8601(text);
    expect(milliseconds === null ? null : formatIso8601(milliseconds)).toBe(instant);
  });

  test.each([
    '',
    '2015',
    '2015-13-01',
    '2015-02-29',
    '2015-07-31T24:00Z',
    '2015-07-31T10:61',
    '0000-01-01',
    `2015-07-31${' '.repeat(99)}`,
  ])('%j is none', (text) => {
    expect(parseIso8601(text)).toBeNull();
  });

  test('offsets are written with a colon, none as Z', () => {
    expect([formatIso8601(INSTANT, -12_600_000), formatIso8601(INSTANT)]).toEqual([
      '2015-03-05T12:37:09.045-03:30',
      '2015-03-05T16:07:09.045Z',
    ]);
  });
});
