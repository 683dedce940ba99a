import type { ClockState } from './test-mode.ts';

/** The org's time at a real instant. */
export function orgTime(clock: ClockState | null, real: Date): Date {
  if (clock === null) return real;
  const at = Date.parse(clock.at);
  return new Date(clock.since === null ? at : at + real.getTime() - Date.parse(clock.since));
}

/** A clock that shows `now` at the real instant `real`, and stands still or runs from there. */
export function clockAt(now: Date, real: Date, frozen: boolean): ClockState {
  return { at: now.toISOString(), since: frozen ? null : real.toISOString() };
}

/** Whether the clock stands still. */
export function isFrozen(clock: ClockState | null): boolean {
  return clock !== null && clock.since === null;
}
