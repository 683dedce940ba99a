import type { HeadwaterOrg } from '@headwater/protocol';
import type { Static } from 'typebox';
import type { Org } from './org.ts';

/** What an org says of itself to everybody: how it limits, and how it answers where the sources on the API disagree. */
export function describeOrg(org: Org, version: string): Static<typeof HeadwaterOrg> {
  return {
    product: 'headwater',
    version,
    limitsProfile: org.limitsProfile,
    limits: { ...org.limits },
    rateLimits: { tokenSharePercent: org.rateLimits.tokenSharePercent, buckets: { ...org.rateLimits.buckets } },
    testMode: org.testMode !== undefined,
    choices: { ...org.choices },
  };
}
