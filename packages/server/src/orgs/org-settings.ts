import {
  answersOf,
  type Choices,
  isAmbiguity,
  LIMITS_PROFILES,
  type Limits,
  type LimitsProfile,
  type RateLimitRules,
  validationFailed,
} from '@headwater/protocol';
import { isRecord } from '../json/is-record.ts';

/** What an org may set: a limits profile, single limits and rate limits on top, and answers to questions of the ambiguity register. */
export interface OrgSettings {
  readonly limitsProfile: LimitsProfile;
  readonly limits: Partial<Limits>;
  readonly rateLimits: Partial<RateLimitRules>;
  readonly choices: Partial<Choices>;
}

export const DEFAULT_ORG_SETTINGS: OrgSettings = { limitsProfile: 'okta', limits: {}, rateLimits: {}, choices: {} };

const MAY_BE_ZERO: ReadonlySet<string> = new Set(['createCooldownSeconds'] satisfies (keyof Limits)[]);

/** Reads stored or given settings. Throws `validationFailed` that names everything that is wrong. */
export function readOrgSettings(value: unknown): OrgSettings {
  const { limitsProfile = DEFAULT_ORG_SETTINGS.limitsProfile, ...parts } = toRecord('settings', value);
  const limits = toRecord('limits', parts.limits);
  const rateLimits = toRecord('rateLimits', parts.rateLimits);
  const choices = toRecord('choices', parts.choices);
  const causes = [
    ...profileCauses(limitsProfile),
    ...Object.entries(limits).flatMap(([name, limit]) => limitCauses(name, limit)),
    ...Object.entries(rateLimits).flatMap(([name, rule]) => rateLimitCauses(name, rule)),
    ...Object.entries(choices).flatMap(([name, answer]) => choiceCauses(name, answer)),
  ];
  const [first] = causes;
  if (first !== undefined) throw validationFailed(/^\w+/.exec(first)?.[0] ?? 'settings', causes);
  // Each field was checked above.
  return { limitsProfile, limits, rateLimits, choices } as OrgSettings;
}

function profileCauses(profile: unknown): readonly string[] {
  const profiles = Object.keys(LIMITS_PROFILES);
  if (typeof profile === 'string' && profiles.includes(profile)) return [];
  return [`limitsProfile: "${String(profile)}" is no limits profile; there are ${profiles.join(' and ')}`];
}

function limitCauses(name: string, value: unknown): readonly string[] {
  if (!Object.hasOwn(LIMITS_PROFILES.okta, name)) return [`limits.${name}: There is no such limit`];
  const least = MAY_BE_ZERO.has(name) ? 0 : 1;
  return isWhole(value, least) ? [] : [`limits.${name}: ${String(value)} must be a whole number, at least ${least}`];
}

function rateLimitCauses(name: string, value: unknown): readonly string[] {
  switch (name) {
    case 'tokenSharePercent':
      if (isWhole(value, 0) && Number(value) <= 100) return [];
      return [`rateLimits.tokenSharePercent: ${String(value)} must be a whole number from 0 to 100`];
    case 'buckets':
      return Object.entries(toRecord('rateLimits.buckets', value)).flatMap(([bucket, limit]) =>
        isWhole(limit, 1) ? [] : [`rateLimits.buckets.${bucket}: ${String(limit)} must be a whole number, at least 1`],
      );
    default:
      return [`rateLimits.${name}: There is no such rate limit`];
  }
}

function choiceCauses(name: string, answer: unknown): readonly string[] {
  if (!isAmbiguity(name)) return [`choices.${name}: There is no such switch`];
  if (typeof answer === 'string' && answersOf(name).includes(answer)) return [];
  return [`choices.${name}: ${String(answer)} is none of ${answersOf(name).join(', ')}`];
}

function isWhole(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least;
}

/** An absent part is an empty one. */
function toRecord(name: string, value: unknown = {}): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw validationFailed(name.split('.')[0] ?? name, [`${name}: The field must be an object`]);
}
