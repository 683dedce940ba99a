import { LIMITS_PROFILES, type Limits, type LimitsProfile, validationFailed } from '@headwater/protocol';

/** What an org may set: a limits profile, and single limits on top. */
export interface OrgSettings {
  readonly limitsProfile: LimitsProfile;
  readonly limits: Partial<Limits>;
}

export const DEFAULT_ORG_SETTINGS: OrgSettings = { limitsProfile: 'okta', limits: {} };

const MAY_BE_ZERO: ReadonlySet<string> = new Set(['createCooldownSeconds'] satisfies (keyof Limits)[]);

/** Reads stored or given settings. Throws `validationFailed` that names what is wrong. */
export function readOrgSettings(value: unknown): OrgSettings {
  const { limitsProfile = DEFAULT_ORG_SETTINGS.limitsProfile, limits = {} } = toRecord('settings', value);
  if (!isLimitsProfile(limitsProfile)) {
    throw validationFailed('limitsProfile', [
      `limitsProfile: "${String(limitsProfile)}" is no limits profile; there are ${Object.keys(LIMITS_PROFILES).join(' and ')}`,
    ]);
  }
  const overrides = Object.entries(toRecord('limits', limits)).map(([name, number]) => readLimit(name, number));
  return { limitsProfile, limits: Object.fromEntries(overrides) };
}

function readLimit(name: string, value: unknown): readonly [string, number] {
  if (!Object.hasOwn(LIMITS_PROFILES.okta, name))
    throw validationFailed('limits', [`limits.${name}: There is no such limit`]);
  const least = MAY_BE_ZERO.has(name) ? 0 : 1;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return [name, value];
  throw validationFailed('limits', [`limits.${name}: ${String(value)} must be a whole number, at least ${least}`]);
}

function isLimitsProfile(value: unknown): value is LimitsProfile {
  return typeof value === 'string' && Object.hasOwn(LIMITS_PROFILES, value);
}

function toRecord(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw validationFailed(name, [`${name}: The field must be an object`]);
}
