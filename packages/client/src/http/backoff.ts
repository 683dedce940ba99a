/** How often and how patiently a failed request is repeated. */
export interface RetryPolicy {
  /** Attempts in all, when the org cannot be reached or answers 5xx. */
  readonly attempts: number;
  /** Attempts in all, when the org answers 429. */
  readonly rateLimitAttempts: number;
  /** Milliseconds before the second attempt; doubles from there. */
  readonly baseDelay: number;
  readonly longestDelay: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 6,
  rateLimitAttempts: 20,
  baseDelay: 500,
  longestDelay: 30_000,
};

/** Milliseconds before attempt `attempt + 1`: exponential, between half and all of it by chance. */
export function backoff(attempt: number, policy: RetryPolicy, random: () => number): number {
  const full = Math.min(policy.baseDelay * 2 ** (attempt - 1), policy.longestDelay);
  return Math.round(full / 2 + (random() * full) / 2);
}
