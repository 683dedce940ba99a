const LONGEST = 64;
const FORM =
  /^(\d{4})-(\d\d)(?:-(\d\d))?(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?$/;

/** The earliest and latest instant that can be written with a four-digit year. */
export const EARLIEST = Date.parse('0001-01-01T00:00:00.000Z');
export const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Reads an ISO 8601 instant as milliseconds since 1970: date, optional time with up to nine decimals (cut to three),
 * optional offset (UTC where absent). Null when the text is none, or names a day or hour that does not exist.
 */
export function parseIso8601(text: string): number | null {
  const match = text.length <= LONGEST ? FORM.exec(text) : null;
  if (match === null) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  const fraction = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const local = localInstant(part(1), part(2), Number(match[3] ?? 1), part(4), part(5), part(6), fraction);
  if (local === null || part(10) > 23 || part(11) > 59) return null;
  const offset = (part(10) * 60 + part(11)) * 60_000;
  return match[9] === '-' ? local + offset : local - offset;
}

/** Milliseconds of a date and time in UTC, or null when there is no such day or time. Months count from 1. */
export function localInstant(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  millisecond: number,
): number | null {
  if (year < 1 || year > 9999 || hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.setUTCHours(hour, minute, second, millisecond);
}

/** `2015-07-31T17:18:37.979Z`, or with `-04:00` for an offset that is not zero. */
export function formatIso8601(instant: number, offset = 0): string {
  const text = new Date(instant + offset).toISOString();
  return offset === 0 ? text : text.slice(0, -1) + formatOffset(offset, ':');
}

/** `-04:00`, or `-0400` with another separator. */
export function formatOffset(offset: number, separator: string): string {
  const minutes = Math.floor(Math.abs(offset) / 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}
