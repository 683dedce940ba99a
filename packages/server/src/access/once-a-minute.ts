import { forgetOldest } from '../forget-oldest.ts';

const QUIET_MILLISECONDS = 60_000;
const MAX_REMEMBERED = 10_000;

/**
 * Makes a function that says whether something may be said: not when the same was said less than a minute ago. A client that hammers
 * with a dead token, or guesses tokens, must not fill the log.
 * @param monotonic a clock that never stands still, in milliseconds
 */
export function onceAMinute(monotonic: () => number): (what: string) => boolean {
  const said = new Map<string, number>();
  return (what) => {
    const now = monotonic();
    if (now < (said.get(what) ?? 0)) return false;
    said.delete(what);
    said.set(what, now + QUIET_MILLISECONDS);
    forgetOldest(said, MAX_REMEMBERED);
    return true;
  };
}
