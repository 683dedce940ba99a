import type { Clock } from '@headwater/protocol';
import type { Org } from '../orgs/org.ts';

const WINDOW_MILLISECONDS = 60_000;

/** State of one bucket as the three `x-rate-limit-*` headers show it. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** End of the window, in seconds since the epoch. */
  readonly reset: number;
  readonly exceeded: boolean;
}

interface Window {
  readonly start: number;
  used: number;
}

/** Counts the requests of one process by org and bucket, in windows of a minute (identity-sources-api 1.2). */
export interface RateLimits {
  /** The state after one more request. */
  take(org: Org, bucket: string): RateLimit;
  /** The state as it is, without counting. */
  peek(org: Org, bucket: string): RateLimit;
}

/** Makes counters that start at zero. */
export function createRateLimits(clock: Clock): RateLimits {
  const windows = new Map<string, Window>();

  function current(org: Org, bucket: string): Window {
    const key = `${org.name} ${bucket}`;
    const now = clock.now().getTime();
    const start = now - (now % WINDOW_MILLISECONDS);
    const window = windows.get(key);
    if (window?.start === start) return window;
    const fresh = { start, used: 0 };
    windows.set(key, fresh);
    return fresh;
  }

  return {
    take(org, bucket) {
      const window = current(org, bucket);
      window.used += 1;
      return state(org, window);
    },
    peek: (org, bucket) => state(org, current(org, bucket)),
  };
}

function state(org: Org, window: Window): RateLimit {
  const limit = org.limits.requestsPerMinute;
  return {
    limit,
    remaining: Math.max(0, limit - window.used),
    reset: (window.start + WINDOW_MILLISECONDS) / 1000,
    exceeded: window.used > limit,
  };
}
