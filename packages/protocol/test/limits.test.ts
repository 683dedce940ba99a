import { describe, expect, it } from 'vitest';
import { LIMITS_PROFILES, resolveLimits, resolveRateLimits } from '../src/limits.ts';

describe('resolveLimits', () => {
  it('counts as Okta does by default', () => {
    expect(resolveLimits('okta')).toEqual({
      bulkMaxItems: 200,
      bulkMaxBytes: 204_800,
      sessionMaxBulkRequests: 50,
      sessionMaxOpen: 1,
      sessionInactivitySeconds: 86_400,
      createCooldownSeconds: 300,
      tokenIdleDays: 30,
      requestsPerMinute: LIMITS_PROFILES.okta.requestsPerMinute,
      refusedCallsPerMinute: LIMITS_PROFILES.okta.refusedCallsPerMinute,
    });
  });

  it('puts single values of an org on top of its profile', () => {
    expect(resolveLimits('open', { bulkMaxItems: 7 })).toEqual({ ...LIMITS_PROFILES.open, bulkMaxItems: 7 });
  });
});

describe('resolveRateLimits', () => {
  it.each([
    ['okta', 50],
    ['open', 100],
  ] as const)('gives a token of an org with the profile %s %i %% of each bucket', (profile, tokenSharePercent) => {
    expect(resolveRateLimits(profile)).toEqual({ tokenSharePercent, buckets: {} });
  });

  it('puts the rules of an org on top', () => {
    const buckets = { '/api/v1/users': 600 };
    expect(resolveRateLimits('okta', { buckets })).toEqual({ tokenSharePercent: 50, buckets });
    expect(resolveRateLimits('okta', { tokenSharePercent: 0 })).toEqual({ tokenSharePercent: 0, buckets: {} });
  });
});
