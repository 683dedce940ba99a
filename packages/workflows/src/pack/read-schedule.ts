import type { PackSchedule } from './pack.ts';
import { type Place, seen } from './place.ts';
import { type JsonObject, own, type Reading } from './reading.ts';

/** Keys of the five fields, in the order of cron, with the range of their numbers (workflows-format 2, "Schedule"). */
const FIELDS = [
  ['minutes', 0, 59],
  ['hours', 0, 23],
  ['dayOfTheMonth', 1, 31],
  ['month', 1, 12],
  ['dayOfTheWeek', 0, 7],
] as const;

/** The schedule of a flow; refused when it could never run as it is written. */
export function readSchedule(reading: Reading, raw: unknown, flow: Place): PackSchedule | null {
  const cron = reading.object(raw, flow, 'Its cron');
  if (Object.keys(cron).length === 0) {
    reading.warn(
      'schedule_missing',
      flow,
      'It is a scheduled flow without a schedule; it runs when somebody starts it',
    );
    return null;
  }
  const fields = FIELDS.map(([key, least, most]) => readPart(reading, own(cron, key), key, least, most, flow));
  if (fields.includes(null)) return null;
  return {
    cron: fields.join(' '),
    timeZone: readZone(reading, cron, flow),
    startDate: reading.text(own(cron, 'startDate'), flow, 'The start of its schedule'),
    endDate: reading.text(own(cron, 'endDate'), flow, 'The end of its schedule'),
  };
}

function readPart(
  reading: Reading,
  raw: unknown,
  key: string,
  least: number,
  most: number,
  flow: Place,
): string | null {
  const text = typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw.trim() : null;
  if (text !== null && text.length <= 200 && text.split(',').every((part) => isPart(part, least, most))) return text;
  reading.refuse(
    'schedule_invalid',
    flow,
    `The field ${key} of its schedule is ${seen(raw)}; it must be of the forms *, n, */n, a-b, a-b/n or a,b with numbers from ${least} to ${most}`,
  );
  return null;
}

function isPart(part: string, least: number, most: number): boolean {
  const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
  if (match === null) return false;
  const [from, to] = [match[1], match[2]].map((number) => (number === undefined ? null : Number(number)));
  const inRange = [from, to].every(
    (number) => number === null || number === undefined || (number >= least && number <= most),
  );
  return (
    inRange &&
    (from === null || from === undefined || to === null || to === undefined || from <= to) &&
    Number(match[3] ?? 1) > 0
  );
}

function readZone(reading: Reading, cron: JsonObject, flow: Place): string {
  const zone = reading.text(own(cron, 'timeZone'), flow, 'The time zone of its schedule');
  if (zone === '') {
    reading.warn('time_zone_missing', flow, 'Its schedule has no time zone; it is read as UTC');
    return 'UTC';
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    reading.refuse(
      'time_zone_unknown',
      flow,
      `The time zone ${seen(zone)} of its schedule is unknown; use an IANA name such as Europe/Berlin`,
    );
    return 'UTC';
  }
}
