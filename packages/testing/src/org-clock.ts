import type { Control } from './control.ts';

/** A length of time; parts are added up. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
}

/** The clock of a test org: real time at first. It never goes back; `reset` and `restore` do. */
export interface OrgClock {
  /** The org's time. */
  now(): Promise<Date>;
  /** Sets the time; it runs on from there, or stands still where it did. What is due by then happens: sessions expire, timers fire. */
  set(instant: Date | string): Promise<Date>;
  /** Moves on by seconds, by an ISO 8601 duration (`P1D`), or by parts (`{ hours: 24 }`). */
  advance(by: number | string | Duration): Promise<Date>;
  /** Lets the time stand still. */
  freeze(): Promise<Date>;
  /** Lets the time run again. */
  resume(): Promise<Date>;
}

const CLOCK = '/api/v1/headwater/test/clock';

export function orgClock(control: Control): OrgClock {
  const change = async (method: string, path: string, body?: object) =>
    new Date((await control.call<{ readonly now: string }>(method, path, body)).now);
  return {
    now: () => change('GET', CLOCK),
    set: (instant) => change('PUT', CLOCK, { now: new Date(instant).toISOString() }),
    advance: (by) =>
      change('POST', `${CLOCK}/advance`, typeof by === 'string' ? { duration: by } : { seconds: toSeconds(by) }),
    freeze: () => change('PUT', CLOCK, { frozen: true }),
    resume: () => change('PUT', CLOCK, { frozen: false }),
  };
}

function toSeconds(by: number | Duration): number {
  if (typeof by === 'number') return by;
  const { days = 0, hours = 0, minutes = 0, seconds = 0 } = by;
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}
