import {
  answersOf,
  type Choices,
  isAmbiguity,
  LIMITS_PROFILES,
  type Limits,
  type LimitsProfile,
  type RateLimitRules,
} from '@headwater/protocol';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../../read-option.ts';

/** Options that set what an org allows. */
export interface OrgSettingOptions {
  readonly host?: readonly string[];
  readonly limits?: LimitsProfile;
  readonly limit?: Partial<Limits>;
  readonly rateLimit?: Readonly<Record<string, number>>;
  readonly tokenShare?: number;
  readonly choice?: Partial<Choices>;
}

const NAMES = Object.keys(LIMITS_PROFILES.okta);

/** Adds the options that `create` and `set` share. */
export function withOrgSettings(command: Command): Command {
  return command
    .option('--host <name...>', 'host names that mean this org, besides those that begin with its name')
    .addOption(
      new Option(
        '--limits <profile>',
        "limits of the API: okta counts as Okta does; open lifts limits for one's own use",
      ).choices(Object.keys(LIMITS_PROFILES)),
    )
    .option('--limit <name=number>', `one limit on top of the profile, again for more: ${NAMES.join(', ')}`, readLimit)
    .option(
      '--rate-limit <bucket=number>',
      'requests per minute of one bucket, again for more (docs/reference/limits.md)',
      readRateLimit,
    )
    .option(
      '--token-share <percent>',
      'how much of each bucket one token may use; default 50 with the limits okta, 100 with open',
      wholeNumber(0, 100),
    )
    .option(
      '--choice <switch=answer>',
      'one answer of the ambiguity register, again for more (docs/reference/ambiguities.md)',
      readChoice,
    );
}

/** What the options say of rate limits, on top of what was said before. */
export function rateLimitsOf(
  { rateLimit, tokenShare }: OrgSettingOptions,
  before: Partial<RateLimitRules> = {},
): Partial<RateLimitRules> {
  return {
    ...before,
    ...(rateLimit === undefined ? {} : { buckets: { ...before.buckets, ...rateLimit } }),
    ...(tokenShare === undefined ? {} : { tokenSharePercent: tokenShare }),
  };
}

function readRateLimit(text: string, before: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  const [, bucket, value] = /^(.+)=(\d+)$/.exec(text) ?? [];
  if (bucket === undefined) throw new InvalidArgumentError('Write it like /api/v1/users=600.');
  return { ...before, [bucket]: Number(value) };
}

function readLimit(text: string, before: Partial<Limits> = {}): Partial<Limits> {
  const [name = '', value = ''] = text.split('=');
  if (!NAMES.includes(name)) throw new InvalidArgumentError(`"${name}" is none of ${NAMES.join(', ')}.`);
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('Write it like bulkMaxItems=1000.');
  return { ...before, [name]: Number(value) };
}

function readChoice(text: string, before: Partial<Choices> = {}): Partial<Choices> {
  const [name = '', answer = ''] = text.split('=');
  if (!isAmbiguity(name)) throw new InvalidArgumentError(`"${name}" is no switch of the register.`);
  const answers = answersOf(name);
  if (!answers.includes(answer)) throw new InvalidArgumentError(`"${answer}" is none of ${answers.join(', ')}.`);
  return { ...before, [name]: answer };
}
