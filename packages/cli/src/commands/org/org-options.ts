import {
  answersOf,
  type Choices,
  isAmbiguity,
  LIMITS_PROFILES,
  type Limits,
  type LimitsProfile,
} from '@headwater/protocol';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** Options that set what an org allows. */
export interface OrgSettingOptions {
  readonly host?: readonly string[];
  readonly limits?: LimitsProfile;
  readonly limit?: Partial<Limits>;
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
      '--choice <switch=answer>',
      'one answer of the ambiguity register, again for more (docs/reference/ambiguities.md)',
      readChoice,
    );
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
