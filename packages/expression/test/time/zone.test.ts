import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { displayName, offsetAt, ZONE_BY_NAME } from '../../src/time/zone.ts';

const FILE = new URL('../../../../../shared/reference/el-timezones.json', import.meta.url);
const JULY = Date.parse('2015-07-31T12:00:00Z');
const JANUARY = Date.parse('2015-01-31T12:00:00Z');
const HOUR = 3_600_000;

test('there are 431 zones and 136 other names', () => {
  const zones = new Set(ZONE_BY_NAME.values());
  expect([zones.size, ZONE_BY_NAME.size]).toEqual([431, 567]);
});

test('the platform knows every zone', () => {
  expect([...ZONE_BY_NAME.keys()].filter((name) => !Number.isInteger(offsetAt(name, JULY) / 60_000))).toEqual([]);
});

test.each([
  ['UTC', 0, 0],
  ['America/New_York', -5, -4],
  ['US/Eastern', -5, -4],
  ['EST', -5, -4],
  ['MST', -7, -6],
  ['HST', -10, -10],
  ['EST5EDT', -5, -4],
  ['Asia/Calcutta', 5.5, 5.5],
  ['Etc/GMT+12', -12, -12],
  ['Pacific/Kiritimati', 14, 14],
  ['Europe/London', 0, 1],
  ['US/East-Indiana', -5, -4],
])('%s is %d hours from UTC in January and %d in July', (zone, january, july) => {
  expect([offsetAt(zone, JANUARY) / HOUR, offsetAt(zone, JULY) / HOUR]).toEqual([january, july]);
});

test('names for people follow the season', () => {
  expect([displayName('EST', JANUARY, 'short'), displayName('EST', JULY, 'long')]).toEqual([
    'EST',
    'Eastern Daylight Time',
  ]);
});

test('instants before 1970 and within a second have their offset', () => {
  expect(offsetAt('America/New_York', Date.parse('1950-07-01T00:00:00.999Z')) / HOUR).toBe(-4);
});

describe.skipIf(!existsSync(FILE))('published list of time zones', () => {
  test('is known completely', () => {
    const zones: readonly { readonly id: string; readonly aliases: readonly string[] }[] = JSON.parse(
      readFileSync(FILE, 'utf8'),
    );
    const expected = zones.flatMap(({ id, aliases }) =>
      [id, ...aliases.flatMap((alias) => alias.split(' '))].map((name) => [name, id] as const),
    );
    expect(new Map(ZONE_BY_NAME)).toEqual(new Map(expected));
  });
});
