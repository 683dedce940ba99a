import { remembered } from './remembered.ts';

/** An offset such as `+01:00`, which `Intl` takes for a zone, is none. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/;

const isKnownZone = remembered((text) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
});

/** Whether the text names a zone of the tz database, by its own or a link name (`Europe/Berlin`, `US/Pacific`, `EST`). */
export function isTimezone(text: string): boolean {
  return ZONE_NAME.test(text) && isKnownZone(text);
}
