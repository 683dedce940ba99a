import type { OrgConnection, OrgRequest } from '../http/org-connection.ts';
import { OrgError } from '../http/org-error.ts';
import { ASSUMED_LIMITS, type OrgLimits } from './org-limits.ts';

/** What an org told about itself. */
export interface OrgDescription {
  /** `headwater` where it introduced itself as such; anything else is treated as Okta's. */
  readonly kind: 'headwater' | 'okta';
  readonly limits: OrgLimits;
}

/**
 * Asks `GET /.well-known/headwater` for the org's limits. An org that refuses, or answers something else, is Okta's.
 * @throws OrgUnreachableError when there is no answer at all, or a 5xx outlasts the retries (`OrgError`)
 */
export async function discoverOrg(
  org: OrgConnection,
  options: Pick<OrgRequest, 'signal' | 'onWait'> = {},
): Promise<OrgDescription> {
  try {
    const { body } = await org.request({ ...options, method: 'GET', path: '/.well-known/headwater' });
    const limits = field(body, 'limits');
    if (typeof limits === 'object' && limits !== null) return { kind: 'headwater', limits: readLimits(limits) };
  } catch (error) {
    if (!(error instanceof OrgError) || error.status >= 500) throw error;
  }
  return { kind: 'okta', limits: ASSUMED_LIMITS };
}

function readLimits(told: object): OrgLimits {
  const number = (name: keyof OrgLimits, least: number): number => {
    const value = field(told, name);
    return typeof value === 'number' && Number.isFinite(value) && value >= least ? value : ASSUMED_LIMITS[name];
  };
  return {
    bulkMaxItems: Math.floor(number('bulkMaxItems', 1)),
    bulkMaxBytes: Math.floor(number('bulkMaxBytes', 1)),
    sessionMaxBulkRequests: Math.floor(number('sessionMaxBulkRequests', 1)),
    createCooldownSeconds: number('createCooldownSeconds', 0),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
