import type { Headers } from './org-connection.ts';

const LONGEST_WAIT = 5 * 60_000;
const WAIT_WITHOUT_HEADERS = 30_000;

/**
 * Milliseconds to wait after a 429: `x-rate-limit-reset` minus the answer's own `Date` plus a second, so that the
 * local clock does not matter (identity-sources-api 4.4), and up to a second of jitter.
 */
export function rateLimitWait(headers: Headers, random: () => number): number {
  const jitter = Math.floor(random() * 1000);
  const reset = Number(single(headers['x-rate-limit-reset']));
  const date = Date.parse(single(headers.date) ?? '');
  if (Number.isFinite(reset) && Number.isFinite(date)) {
    return Math.min(Math.max(reset * 1000 - date, 0) + 1000, LONGEST_WAIT) + jitter;
  }
  return (retryAfter(headers) ?? WAIT_WITHOUT_HEADERS) + jitter;
}

/** `Retry-After` in milliseconds, where it is a number of seconds. */
export function retryAfter(headers: Headers): number | undefined {
  const seconds = Number(single(headers['retry-after']));
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, LONGEST_WAIT) : undefined;
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
