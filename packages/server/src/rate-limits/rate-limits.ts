import { forgetOldest } from '../forget-oldest.ts';
import type { Org } from '../orgs/org.ts';
import { Allowance } from './allowance.ts';
import type { Reservations } from './reservations.ts';
import { endOf, windowOf } from './window.ts';

/** State of one bucket for one caller, as the three `x-rate-limit-*` headers show it. */
export interface RateLimit {
  /** Requests per minute of this caller. */
  readonly limit: number;
  readonly remaining: number;
  /** End of the window, in seconds since the epoch. */
  readonly reset: number;
  readonly exceeded: boolean;
}

/** Whose share of a bucket a request uses. */
export interface LimitedCaller {
  /** Of the API token or the service app. */
  readonly id: string;
  /** Percent of each bucket; undefined: the org's `tokenSharePercent`. */
  readonly sharePercent?: number | undefined;
}

/**
 * Counts requests by org, bucket and caller in windows of a minute, over all processes (identity-sources-api 1.2, 4.4).
 * The minutes are those of the org's clock.
 */
export interface RateLimits {
  /** The state after one more request; an exceeded one uses nothing up. Never fails. */
  take(org: Org, bucket: string, caller?: LimitedCaller): Promise<RateLimit>;
}

interface Known {
  readonly window: number;
  readonly allowance: Allowance;
}

const MAX_KNOWN = 10_000;

/** Makes {@link RateLimits} over shared counts. */
export function createRateLimits(reservations: Reservations): RateLimits {
  const known = new Map<string, Known>();

  function find(org: Org, bucket: string, caller: string, window: number, limit: number): Allowance {
    const counts = countsOf(org);
    const key = `${counts} ${bucket} ${caller}`;
    const found = known.get(key);
    if (found?.window === window) {
      found.allowance.setLimit(limit);
      return found.allowance;
    }
    const allowance = new Allowance({ org: counts, bucket, caller, window }, limit, reservations);
    // Anew at the end: those that nobody used for long come first.
    known.delete(key);
    known.set(key, { window, allowance });
    forgetOldest(known, MAX_KNOWN);
    return allowance;
  }

  return {
    async take(org, bucket, caller) {
      const limit = org.rateLimits.buckets[bucket] ?? org.limits.requestsPerMinute;
      const window = windowOf(org.clock.now());
      const whole = find(org, bucket, '', window, limit);
      const share =
        caller === undefined ? limit : shareOf(limit, caller.sharePercent ?? org.rateLimits.tokenSharePercent);
      const own = caller !== undefined && share < limit ? find(org, bucket, caller.id, window, share) : undefined;
      const passed = await takeBoth(own, whole);
      return {
        limit: share,
        remaining: Math.min(whole.remaining, own?.remaining ?? whole.remaining),
        reset: endOf(window) / 1000,
        exceeded: !passed,
      };
    },
  };
}

/** The name of an org's counts: a state that was put in place of another one in test mode begins without any. */
function countsOf({ name, testMode }: Org): string {
  return testMode === undefined ? name : `${name} ${testMode.generation}`;
}

/** Who has a share has at least one request a minute. */
function shareOf(limit: number, percent: number): number {
  return percent === 0 ? 0 : Math.max(1, Math.floor((limit * percent) / 100));
}

async function takeBoth(own: Allowance | undefined, whole: Allowance): Promise<boolean> {
  if (own !== undefined && !(await own.take())) return false;
  if (await whole.take()) return true;
  own?.giveBack();
  return false;
}
