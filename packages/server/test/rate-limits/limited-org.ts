import { randomBytes } from 'node:crypto';
import {
  DEFAULT_CHOICES,
  type ManualClock,
  manualClock,
  type RateLimitRules,
  resolveLimits,
  resolveRateLimits,
  timeOrderedIds,
} from '@headwater/protocol';
import type { Org } from '../../src/orgs/org.ts';
import type { RateLimit, RateLimits } from '../../src/rate-limits/rate-limits.ts';

export interface LimitedOrg {
  readonly org: Org;
  readonly clock: ManualClock;
  /** Replaces the limit of all buckets, and the rules, from the next request on. */
  set(requestsPerMinute: number, rules?: Partial<RateLimitRules>): void;
}

/** An org that is nothing but limits and a clock, which stands at 2026-03-01T10:00:00Z. */
export function limitedOrg(requestsPerMinute: number, rules: Partial<RateLimitRules> = {}): LimitedOrg {
  const clock = manualClock('2026-03-01T10:00:00.000Z');
  const refuse = () => Promise.reject(new TypeError('Rate limits must not open transactions of the org'));
  let limits = resolveLimits('okta', { requestsPerMinute });
  let rateLimits = resolveRateLimits('open', rules);
  const org: Org = {
    id: '00oTESTORG0000000001',
    name: `t${randomBytes(6).toString('hex')}`,
    limitsProfile: 'okta',
    get limits() {
      return limits;
    },
    get rateLimits() {
      return rateLimits;
    },
    choices: DEFAULT_CHOICES,
    clock,
    ids: timeOrderedIds(clock, Math.random),
    transaction: refuse,
    read: refuse,
  };
  return {
    org,
    clock,
    set: (perMinute, nextRules = {}) => {
      limits = resolveLimits('okta', { requestsPerMinute: perMinute });
      rateLimits = resolveRateLimits('open', nextRules);
    },
  };
}

/** The states after `count` requests, one after the other. */
export async function takeMany(
  limits: RateLimits,
  count: number,
  ...[org, bucket, caller]: Parameters<RateLimits['take']>
): Promise<readonly RateLimit[]> {
  const states: RateLimit[] = [];
  for (let number = 0; number < count; number++) states.push(await limits.take(org, bucket, caller));
  return states;
}
