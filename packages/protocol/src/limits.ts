/**
 * Everything an org counts or times (identity-sources-api 3.4, 12). An org has one limits profile and may override single values.
 */
export interface Limits {
  /** Entities in one bulk load. */
  readonly bulkMaxItems: number;
  /** Bytes of the raw body of one bulk load. */
  readonly bulkMaxBytes: number;
  /** Bulk loads in one session, all kinds together. */
  readonly sessionMaxBulkRequests: number;
  /** Sessions of one source that may be CREATED or IN_PROGRESS at a time. */
  readonly sessionMaxOpen: number;
  /** Seconds without a successful write after which an open session expires. */
  readonly sessionInactivitySeconds: number;
  /** Seconds after a trigger in which the source may not create another session while that one is still TRIGGERED. */
  readonly createCooldownSeconds: number;
  /** Days without a call after which an API token dies. */
  readonly tokenIdleDays: number;
  /** Requests per minute and bucket, of the whole org, where the org's rate limits name no other number for the bucket. */
  readonly requestsPerMinute: number;
  /** Calls per minute and address that may be refused for their token; then tokens that were not seen before are not looked up. */
  readonly refusedCallsPerMinute: number;
}

/** How the requests of a minute are shared (identity-sources-api 1.2, 4.4). */
export interface RateLimitRules {
  /** Percent of every bucket that one API token or service app may use, where it has no share of its own. */
  readonly tokenSharePercent: number;
  /** Requests per minute of the whole org, by bucket; `requestsPerMinute` for those that are not named. */
  readonly buckets: Readonly<Record<string, number>>;
}

export type LimitsProfile = 'okta' | 'open';

/** `okta` counts as Okta does; `open` is for self-hosters who want speed (architecture 5). */
export const LIMITS_PROFILES: Readonly<Record<LimitsProfile, Limits>> = {
  okta: {
    bulkMaxItems: 200,
    bulkMaxBytes: 204_800,
    sessionMaxBulkRequests: 50,
    sessionMaxOpen: 1,
    sessionInactivitySeconds: 24 * 60 * 60,
    createCooldownSeconds: 300,
    tokenIdleDays: 30,
    requestsPerMinute: 60_000,
    refusedCallsPerMinute: 600,
  },
  open: {
    bulkMaxItems: 100_000,
    bulkMaxBytes: 64 * 1024 * 1024,
    sessionMaxBulkRequests: 100_000,
    sessionMaxOpen: 1,
    sessionInactivitySeconds: 24 * 60 * 60,
    createCooldownSeconds: 0,
    tokenIdleDays: 30,
    requestsPerMinute: 6_000_000,
    refusedCallsPerMinute: 600,
  },
};

/**
 * Half of a bucket is what the other service documents, so a client must work with it; those who want speed mostly have one
 * token, and half of their limit would be lost to nobody.
 */
const TOKEN_SHARE_PERCENT: Readonly<Record<LimitsProfile, number>> = { okta: 50, open: 100 };

/** The rate limits of an org: its profile's share with its own rules on top. */
export function resolveRateLimits(profile: LimitsProfile, overrides: Partial<RateLimitRules> = {}): RateLimitRules {
  return { tokenSharePercent: TOKEN_SHARE_PERCENT[profile], buckets: {}, ...overrides };
}

/** The limits of an org: its profile with its own overrides on top. */
export function resolveLimits(profile: LimitsProfile, overrides: Partial<Limits> = {}): Limits {
  return { ...LIMITS_PROFILES[profile], ...overrides };
}

/** Longest external ids, in characters (identity-sources-api 5). */
export const EXTERNAL_ID_LENGTH = { user: 512, group: 255, member: 255, device: 127 } as const;
