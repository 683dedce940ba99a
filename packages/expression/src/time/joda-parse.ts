import { localInstant } from './iso8601.ts';
import { isNumeric, type JodaLetter, parseJodaPattern } from './joda-pattern.ts';
import { MONTHS, WEEKDAYS } from './names.ts';
import { offsetAt, ZONE_BY_NAME } from './zone.ts';

/** Two-digit years are those from 1950 to 2049. */
const PIVOT = 50;
/** What Joda-Time assumes where the pattern has no year. */
const DEFAULT_YEAR = 2000;

/** The fields read so far. */
interface Fields {
  year: number;
  month: number;
  day: number;
  dayOfYear: number | null;
  weekday: number | null;
  hour: number;
  halfDayHour: number | null;
  afternoon: boolean;
  minute: number;
  second: number;
  millisecond: number;
  offset: number;
  zone: string | null;
}

/**
 * Reads a text by a Joda pattern and gives the instant, in UTC where the pattern has no zone; null when the text does not
 * fit. Texts may have fewer digits than the pattern has letters. Throws {@link JodaPatternError} for a pattern that is none.
 */
export function parseJoda(text: string, pattern: string): number | null {
  const parts = parseJodaPattern(pattern);
  const fields: Fields = {
    year: DEFAULT_YEAR,
    month: 1,
    day: 1,
    dayOfYear: null,
    weekday: null,
    hour: 0,
    halfDayHour: null,
    afternoon: false,
    minute: 0,
    second: 0,
    millisecond: 0,
    offset: 0,
    zone: null,
  };
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'literal') {
      if (!text.startsWith(part.text, at)) return null;
      at += part.text.length;
      continue;
    }
    const length = readField(text.slice(at, at + 40), part.letter, part.count, isNumeric(parts[index + 1]), fields);
    if (length === 0) return null;
    at += length;
  }
  return at === text.length ? toInstant(fields) : null;
}

/** Reads one field from the start of `text`; the number of characters it takes, 0 when it does not fit. */
function readField(text: string, letter: JodaLetter, count: number, adjacent: boolean, fields: Fields): number {
  switch (letter) {
    case 'Y':
    case 'y':
      return readYear(text, count, adjacent, fields);
    case 'M':
      return count < 3
        ? readNumber(text, 2, (value) => assign(fields, 'month', value))
        : readName(text, MONTHS, (index) => assign(fields, 'month', index + 1));
    case 'd':
      return readNumber(text, 2, (value) => assign(fields, 'day', value));
    case 'D':
      return readNumber(text, 3, (value) => assign(fields, 'dayOfYear', value));
    case 'E':
      return readName(text, WEEKDAYS, (index) => assign(fields, 'weekday', index + 1));
    case 'e':
      return readNumber(text, 1, (value) => assign(fields, 'weekday', value));
    case 'H':
      return readNumber(text, 2, (value) => assign(fields, 'hour', value));
    case 'k':
      return readNumber(text, 2, (value) => value >= 1 && value <= 24 && assign(fields, 'hour', value % 24));
    case 'K':
      return readNumber(text, 2, (value) => value <= 11 && assign(fields, 'halfDayHour', value));
    case 'h':
      return readNumber(text, 2, (value) => value >= 1 && value <= 12 && assign(fields, 'halfDayHour', value % 12));
    case 'a':
      return readName(text, ['AM', 'PM'], (index) => assign(fields, 'afternoon', index === 1));
    case 'm':
      return readNumber(text, 2, (value) => assign(fields, 'minute', value));
    case 's':
      return readNumber(text, 2, (value) => assign(fields, 'second', value));
    case 'S':
      return readFraction(text, count, fields);
    case 'Z':
      return count > 2 ? readZone(text, fields) : readOffset(text, fields);
    case 'z':
      return readZone(text, fields);
    case 'G':
      return readName(text, ['AD', 'BC'], (index) => index === 0);
    case 'C':
    case 'x':
    case 'w':
      return 0;
  }
}

function assign<Name extends keyof Fields>(fields: Fields, name: Name, value: Fields[Name]): true {
  fields[name] = value;
  return true;
}

function readNumber(text: string, longest: number, accept: (value: number) => boolean): number {
  let length = 0;
  while (length < longest && /\d/.test(text.charAt(length))) length += 1;
  return length > 0 && accept(Number(text.slice(0, length))) ? length : 0;
}

function readYear(text: string, count: number, adjacent: boolean, fields: Fields): number {
  const length = readNumber(text, adjacent ? count : 9, (value) => assign(fields, 'year', value));
  if (count === 2 && length === 2) fields.year += fields.year < PIVOT ? 2000 : 1900;
  return length;
}

function readFraction(text: string, count: number, fields: Fields): number {
  let length = 0;
  while (length < count && /\d/.test(text.charAt(length))) length += 1;
  fields.millisecond = Number(text.slice(0, Math.min(length, 3)).padEnd(3, '0'));
  return length;
}

/** Full names before their first three letters, in any case. */
function readName(text: string, names: readonly string[], accept: (index: number) => boolean): number {
  const lower = text.toLowerCase();
  for (const [index, name] of names.entries()) {
    if (lower.startsWith(name.toLowerCase())) return accept(index) ? name.length : 0;
  }
  const short = names.findIndex((name) => lower.startsWith(name.slice(0, 3).toLowerCase()));
  return short !== -1 && accept(short) ? 3 : 0;
}

function readOffset(text: string, fields: Fields): number {
  if (/^z/i.test(text)) return 1;
  const match = /^([+-])(\d\d):?(\d\d)/.exec(text);
  if (match === null || Number(match[2]) > 23 || Number(match[3]) > 59) return 0;
  const offset = (Number(match[2]) * 60 + Number(match[3])) * 60_000;
  fields.offset = match[1] === '-' ? -offset : offset;
  return match[0].length;
}

function readZone(text: string, fields: Fields): number {
  const name = /^[A-Za-z0-9/_+-]+/.exec(text)?.[0] ?? '';
  if (!ZONE_BY_NAME.has(name)) return 0;
  fields.zone = name;
  return name.length;
}

function toInstant(fields: Fields): number | null {
  const { year, minute, second, millisecond, dayOfYear } = fields;
  const hour = fields.halfDayHour === null ? fields.hour : fields.halfDayHour + (fields.afternoon ? 12 : 0);
  const [month, day] = dayOfYear === null ? [fields.month, fields.day] : dateOfDay(year, dayOfYear);
  const local = localInstant(year, month, day, hour, minute, second, millisecond);
  if (local === null) return null;
  if (fields.weekday !== null && (new Date(local).getUTCDay() || 7) !== fields.weekday) return null;
  if (fields.zone === null) return local - fields.offset;
  const guess = local - offsetAt(fields.zone, local);
  return local - offsetAt(fields.zone, guess);
}

/** Month and day of the n-th day of a year; month 13 when the year is shorter. */
function dateOfDay(year: number, dayOfYear: number): readonly [number, number] {
  const date = new Date(0);
  date.setUTCFullYear(year, 0, dayOfYear);
  return date.getUTCFullYear() === year ? [date.getUTCMonth() + 1, date.getUTCDate()] : [13, 1];
}
