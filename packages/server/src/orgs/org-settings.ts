import {
  answersOf,
  type Choices,
  isAmbiguity,
  LIMITS_PROFILES,
  type Limits,
  type LimitsProfile,
  validationFailed,
} from '@headwater/protocol';

/** What an org may set: a limits profile, single limits on top, and answers to questions of the ambiguity register. */
export interface OrgSettings {
  readonly limitsProfile: LimitsProfile;
  readonly limits: Partial<Limits>;
  readonly choices: Partial<Choices>;
}

export const DEFAULT_ORG_SETTINGS: OrgSettings = { limitsProfile: 'okta', limits: {}, choices: {} };

const MAY_BE_ZERO: ReadonlySet<string> = new Set(['createCooldownSeconds'] satisfies (keyof Limits)[]);

/** Reads stored or given settings. Throws `validationFailed` that names what is wrong. */
export function readOrgSettings(value: unknown): OrgSettings {
  const { limitsProfile = DEFAULT_ORG_SETTINGS.limitsProfile, limits = {}, choices = {} } = toRecord('settings', value);
  if (!isLimitsProfile(limitsProfile)) {
    throw validationFailed('limitsProfile', [
      `limitsProfile: "${String(limitsProfile)}" is no limits profile; there are ${Object.keys(LIMITS_PROFILES).join(' and ')}`,
    ]);
  }
  const overrides = Object.entries(toRecord('limits', limits)).map(([name, number]) => readLimit(name, number));
  const answers = Object.entries(toRecord('choices', choices)).map(([name, answer]) => readChoice(name, answer));
  return { limitsProfile, limits: Object.fromEntries(overrides), choices: Object.fromEntries(answers) };
}

function readLimit(name: string, value: unknown): readonly [string, number] {
  if (!Object.hasOwn(LIMITS_PROFILES.okta, name))
    throw validationFailed('limits', [`limits.${name}: There is no such limit`]);
  const least = MAY_BE_ZERO.has(name) ? 0 : 1;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return [name, value];
  throw validationFailed('limits', [`limits.${name}: ${String(value)} must be a whole number, at least ${least}`]);
}

function readChoice(name: string, answer: unknown): readonly [string, string] {
  if (!isAmbiguity(name)) throw validationFailed('choices', [`choices.${name}: There is no such switch`]);
  if (typeof answer === 'string' && answersOf(name).includes(answer)) return [name, answer];
  throw validationFailed('choices', [`choices.${name}: ${String(answer)} is none of ${answersOf(name).join(', ')}`]);
}

function isLimitsProfile(value: unknown): value is LimitsProfile {
  return typeof value === 'string' && Object.hasOwn(LIMITS_PROFILES, value);
}

function toRecord(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw validationFailed(name, [`${name}: The field must be an object`]);
}
