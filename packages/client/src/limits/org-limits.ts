import { LIMITS_PROFILES, type Limits } from '@headwater/protocol';

/** The limits of an org that a client must keep. */
export type OrgLimits = Pick<
  Limits,
  'bulkMaxItems' | 'bulkMaxBytes' | 'sessionMaxBulkRequests' | 'createCooldownSeconds'
>;

/**
 * What to keep with an org that does not tell: Okta's documented limits, but 180,000 bytes, because it is not known
 * how the documented 200 KB are counted (identity-sources-api D14).
 */
export const ASSUMED_LIMITS: OrgLimits = {
  bulkMaxItems: LIMITS_PROFILES.okta.bulkMaxItems,
  bulkMaxBytes: 180_000,
  sessionMaxBulkRequests: LIMITS_PROFILES.okta.sessionMaxBulkRequests,
  createCooldownSeconds: LIMITS_PROFILES.okta.createCooldownSeconds,
};
