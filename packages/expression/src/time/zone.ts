import { ZONES_BY_REGION } from './zones-by-region.ts';

const DAY = 86_400_000;

/**
 * Zones that the time-zone data keeps at a fixed offset, while this language lets them follow daylight saving:
 * `Time.now("EST")` prints -04:00 in July (import-semantics 6.3).
 */
const FOLLOWING_DAYLIGHT_SAVING: ReadonlyMap<string, string> = new Map([
  ['EST', 'America/New_York'],
  ['MST', 'America/Denver'],
  ['HST', 'Pacific/Honolulu'],
]);

/** Every accepted name (431 zones and their aliases) with the zone it stands for. */
export const ZONE_BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(ZONES_BY_REGION).flatMap(([region, list]) =>
    list
      .trim()
      .split(/\s+/)
      .flatMap((entry) => {
        const [place = '', aliases = ''] = entry.split('=');
        const zone = region === '' ? place : `${region}/${place}`;
        return [zone, ...aliases.split(',').filter((alias) => alias !== '')].map((name) => [name, zone] as const);
      }),
  ),
);

const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone's offset from UTC at an instant, in milliseconds, positive east. `name` must be in {@link ZONE_BY_NAME}. */
export function offsetAt(name: string, instant: number): number {
  const zone = platformZone(name);
  if (zone === 'UTC') return 0;
  const second = Math.floor(instant / 1000) * 1000;
  const fields = new Map(
    formatFor(zone)
      .formatToParts(second)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const field = (type: Intl.DateTimeFormatPartTypes): number => fields.get(type) ?? 0;
  const clock = (field('hour') * 60 + field('minute')) * 60_000 + field('second') * 1000;
  const date = new Date(0).setUTCFullYear(field('year'), field('month') - 1, field('day'));
  const offset = date + clock - second;
  // Years before 1 are printed without their era; the time of day still gives the offset.
  return Math.abs(offset) < DAY ? offset : offset - Math.round(offset / DAY) * DAY;
}

/** The zone's name for people at an instant: `EDT` or, long, `Eastern Daylight Time`. */
export function displayName(name: string, instant: number, style: 'short' | 'long'): string {
  const format = formatFor(platformZone(name), style);
  return format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? name;
}

function platformZone(name: string): string {
  const zone = ZONE_BY_NAME.get(name);
  if (zone === undefined) throw new TypeError(`"${name}" is no time zone of this language.`);
  return FOLLOWING_DAYLIGHT_SAVING.get(zone) ?? zone;
}

/** Making a format takes much longer than using it; there is one for each zone and style. */
function formatFor(timeZone: string, style?: 'short' | 'long'): Intl.DateTimeFormat {
  const key = style === undefined ? timeZone : `${timeZone} ${style}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    ...(style === undefined ? {} : { timeZoneName: style }),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(key, format);
  return format;
}
