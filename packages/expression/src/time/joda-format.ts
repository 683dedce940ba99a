import { formatOffset } from './iso8601.ts';
import { type JodaLetter, parseJodaPattern } from './joda-pattern.ts';
import { MONTHS, WEEKDAYS } from './names.ts';
import { displayName, offsetAt } from './zone.ts';

const DAY = 86_400_000;

/** An instant as seen in a zone. */
interface ZonedTime {
  readonly instant: number;
  readonly zone: string;
  readonly offset: number;
  /** Its UTC fields are the zone's local ones. */
  readonly local: Date;
}

/**
 * Writes an instant by a Joda pattern, in English. `zone` is a name of {@link ZONE_BY_NAME}. Throws
 * {@link JodaPatternError} for a pattern that is none.
 */
export function formatJoda(instant: number, pattern: string, zone = 'UTC'): string {
  const parts = parseJodaPattern(pattern);
  const offset = offsetAt(zone, instant);
  const time: ZonedTime = { instant, zone, offset, local: new Date(instant + offset) };
  return parts
    .map((part) => (part.kind === 'literal' ? part.text : formatField(time, part.letter, part.count)))
    .join('');
}

function formatField(time: ZonedTime, letter: JodaLetter, count: number): string {
  const { local } = time;
  switch (letter) {
    case 'G':
      return 'AD';
    case 'C':
      return digits(Math.floor(local.getUTCFullYear() / 100), count);
    case 'Y':
    case 'y':
      return year(local.getUTCFullYear(), count);
    case 'x':
      return year(weekOf(local).year, count);
    case 'w':
      return digits(weekOf(local).week, count);
    case 'e':
      return digits(weekday(local), count);
    case 'E':
      return name(WEEKDAYS[weekday(local) - 1], count);
    case 'D':
      return digits(dayOfYear(local), count);
    case 'M':
      return count < 3 ? digits(local.getUTCMonth() + 1, count) : name(MONTHS[local.getUTCMonth()], count);
    case 'd':
      return digits(local.getUTCDate(), count);
    case 'a':
      return local.getUTCHours() < 12 ? 'AM' : 'PM';
    case 'K':
      return digits(local.getUTCHours() % 12, count);
    case 'h':
      return digits(local.getUTCHours() % 12 || 12, count);
    case 'H':
      return digits(local.getUTCHours(), count);
    case 'k':
      return digits(local.getUTCHours() || 24, count);
    case 'm':
      return digits(local.getUTCMinutes(), count);
    case 's':
      return digits(local.getUTCSeconds(), count);
    case 'S':
      return digits(local.getUTCMilliseconds(), 3).padEnd(count, '0').slice(0, count);
    case 'z':
      return displayName(time.zone, time.instant, count < 4 ? 'short' : 'long');
    case 'Z':
      return count > 2 ? time.zone : formatOffset(time.offset, count === 2 ? ':' : '');
  }
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}

function year(value: number, count: number): string {
  return count === 2 ? digits(value % 100, 2) : digits(value, count);
}

function name(full: string | undefined, count: number): string {
  return (full ?? '').slice(0, count < 4 ? 3 : undefined);
}

function weekday(date: Date): number {
  return date.getUTCDay() || 7;
}

function dayOfYear(date: Date): number {
  const first = new Date(date);
  first.setUTCMonth(0, 1);
  return Math.round((date.getTime() - first.getTime()) / DAY) + 1;
}

/** ISO 8601 week: the one that has the year's first Thursday is week 1. */
function weekOf(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getTime() + (4 - weekday(date)) * DAY);
  return { year: thursday.getUTCFullYear(), week: Math.ceil(dayOfYear(thursday) / 7) };
}
