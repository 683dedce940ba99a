import { describe, expect, it } from 'vitest';
import { LIMITS_PROFILES, resolveLimits } from '../src/limits.ts';

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
    });
  });

  it('puts single values of an org on top of its profile', () => {
    expect(resolveLimits('open', { bulkMaxItems: 7 })).toEqual({ ...LIMITS_PROFILES.open, bulkMaxItems: 7 });
  });
});
