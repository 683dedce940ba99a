import { type Clock, systemClock, validationFailed } from '@headwater/protocol';
import { expireIdleSessions } from '../identity-sources/sessions/expire-sessions.ts';
import { releaseDue } from '../jobs/timers/timers.ts';
import type { Org } from '../orgs/org.ts';
import { changeOrg, type TestModeParts } from './change-org.ts';
import { clockAt, isFrozen, orgTime } from './clock-state.ts';
import type { TestMode } from './test-mode.ts';

/** The clock of an org, as its routes show it. */
export interface ShownClock {
  readonly now: string;
  readonly frozen: boolean;
}

/** What is asked of a clock; what is absent stays. */
export interface ClockChange {
  readonly now?: Date;
  readonly frozen?: boolean;
  /** Milliseconds to go on, instead of `now`. */
  readonly advance?: number;
}

const LATEST = Date.UTC(9999, 0, 1);

/**
 * Sets the clock of an org, lets it run or stand still, and does what has become due: timers, sessions that were idle for too long. Throws
 * `validationFailed` for a time that was already; only a reset or a snapshot goes back.
 */
export function changeClock(
  parts: TestModeParts,
  org: Org,
  change: ClockChange,
  real: Clock = systemClock,
): Promise<ShownClock> {
  return changeOrg(parts, org, async (tx, mode) => {
    const instant = real.now();
    const before = orgTime(mode.clock, instant);
    const now = change.now ?? new Date(before.getTime() + (change.advance ?? 0));
    checkTime(now, before);
    const frozen = change.frozen ?? isFrozen(mode.clock);
    const clock = clockAt(now, instant, frozen);
    await expireIdleSessions(tx, { ...org, clock: { now: () => now } });
    await releaseDue(tx, now);
    return { mode: { ...mode, clock }, value: { now: now.toISOString(), frozen } };
  });
}

function checkTime(now: Date, before: Date): void {
  if (now.getTime() < before.getTime()) {
    throw validationFailed('now', [
      `now: The clock stands at ${before.toISOString()} and does not go back to ${now.toISOString()}; reset the org to start again`,
    ]);
  }
  if (now.getTime() > LATEST) throw validationFailed('now', ['now: The clock goes no further than the year 9998']);
}

/** The clock of an org as it stands. */
export function showClock(mode: TestMode, real: Clock = systemClock): ShownClock {
  return { now: orgTime(mode.clock, real.now()).toISOString(), frozen: isFrozen(mode.clock) };
}
