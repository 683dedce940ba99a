import moment from 'moment-timezone';
import { parseCommonDate } from './parse-common-date.ts';

/**
 * Reads a text as an instant; null when it is none. ISO 8601 first, then common forms; without a zone it is UTC
 * (workflows-functions 1.2). Month before day, as in `1/31/18`.
 */
export function parseDate(text: string): Date | null {
  const trimmed = text.trim();
  const iso = parseIso(trimmed);
  if (iso !== null) return iso;
  if (trimmed.length < 4 || trimmed.length > LONGEST_FORM) return null;
  return parseCommonDate(trimmed) ?? parseRareIso(trimmed);
}

/** Longer texts are no date. */
const LONGEST_FORM = 80;

/** Basic forms, weeks and days of the year: `20230131T101112Z`, `2023-W05`, `2023-031`. */
function parseRareIso(text: string): Date | null {
  const code = text.charCodeAt(0);
  if (!isDigit(code)) return null;
  const read = moment.utc(text, moment.ISO_8601, true);
  return read.isValid() ? read.toDate() : null;
}

/** `2023-01-31`, `2023-01-31T10:00`, `…:00.123456Z`, `…+02:00`, also with a blank for `T`; null for anything else. */
function parseIso(text: string): Date | null {
  if (text.length < 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return null;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null;
  if (text.length === 10) return instant(year, month, day, 0, 0);

  const divider = text.charCodeAt(10);
  if (divider !== UPPER_T && divider !== LOWER_T && divider !== BLANK) return null;
  const hour = digits(text, 11, 2);
  const minute = text.charCodeAt(13) === COLON ? digits(text, 14, 2) : -1;
  if (hour < 0 || hour > 24 || minute < 0 || minute > 59) return null;
  const seconds = parseSeconds(text, 16);
  if (seconds === null || (hour === 24 && (minute > 0 || seconds.milliseconds > 0))) return null;
  const offset = parseOffset(text, seconds.end);
  return offset === null ? null : instant(year, month, day, hour * 60 + minute - offset, seconds.milliseconds);
}

interface Seconds {
  readonly milliseconds: number;
  /** Place after them. */
  readonly end: number;
}

const NO_SECONDS: Seconds = { milliseconds: 0, end: 16 };

function parseSeconds(text: string, start: number): Seconds | null {
  if (text.charCodeAt(start) !== COLON) return NO_SECONDS;
  const seconds = digits(text, start + 1, 2);
  if (seconds < 0 || seconds > 59) return null;
  let end = start + 3;
  let milliseconds = seconds * 1000;
  const mark = text.charCodeAt(end);
  if (mark === DOT || mark === COMMA) {
    let weight = 100;
    const first = ++end;
    for (; isDigit(text.charCodeAt(end)); end++) {
      milliseconds += weight >= 1 ? (text.charCodeAt(end) - ZERO) * weight : 0;
      weight /= 10;
    }
    if (end === first) return null;
  }
  return { milliseconds, end };
}

/** Minutes east of UTC at the end of the text; null when something else stands there. */
function parseOffset(text: string, start: number): number | null {
  if (start === text.length) return 0;
  const mark = text.charCodeAt(start);
  if (mark === UPPER_Z || mark === LOWER_Z) return start + 1 === text.length ? 0 : null;
  if (mark !== PLUS && mark !== DASH) return null;
  const hours = digits(text, start + 1, 2);
  let minutes = 0;
  if (text.length !== start + 3) {
    const colon = text.charCodeAt(start + 3) === COLON ? 1 : 0;
    minutes = digits(text, start + 3 + colon, 2);
    if (text.length !== start + 5 + colon) return null;
  }
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return null;
  return (mark === PLUS ? 1 : -1) * (hours * 60 + minutes);
}

function instant(year: number, month: number, day: number, minutes: number, milliseconds: number): Date {
  const date = new Date(0);
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  date.setTime(date.getTime() + minutes * 60_000 + milliseconds);
  return date;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The number of so many digits at a place; -1 when there are others. */
function digits(text: string, start: number, count: number): number {
  let number = 0;
  for (let at = start; at < start + count; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) return -1;
    number = number * 10 + code - ZERO;
  }
  return number;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

const ZERO = 48;
const NINE = 57;
const DASH = 45;
const PLUS = 43;
const COLON = 58;
const DOT = 46;
const COMMA = 44;
const BLANK = 32;
const UPPER_T = 84;
const LOWER_T = 116;
const UPPER_Z = 90;
const LOWER_Z = 122;
