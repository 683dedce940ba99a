import { ATTRIBUTE_FORMATS, type AttributeDefinition, type AttributeType } from '@headwater/protocol';
import { type Command, Option } from 'commander';
import { UsageFailure } from '../../failure.ts';
import { decimalNumber, list, wholeNumber } from '../../read-option.ts';

/** What the options of an attribute's definition give; the same names as in the definition, but for the last four. */
export interface DefinitionOptions
  extends Pick<
    AttributeDefinition,
    'description' | 'minLength' | 'maxLength' | 'minimum' | 'maximum' | 'pattern' | 'enum' | 'format' | 'externalName'
  > {
  readonly title?: string;
  readonly required?: boolean;
  readonly unique?: boolean;
  readonly nullable?: boolean;
  readonly permission?: string;
  readonly sourcedBy?: string;
  readonly default?: string;
}

/** Fields of a definition that can be taken away again. */
export const CLEARABLE = [
  'description',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'pattern',
  'enum',
  'format',
  'default',
  'externalName',
  'permission',
  'master',
] as const;

const PERMISSIONS = { 'read-write': 'READ_WRITE', 'read-only': 'READ_ONLY', hide: 'HIDE' } as const;

/** Adds the options of a definition. */
export function withDefinition(command: Command): Command {
  return command
    .option('--title <text>', 'what people call it; default made from the name')
    .option('--description <text>', 'what it is for')
    .option('--required', 'every profile must have a value')
    .option('--no-required', 'a profile may lack it')
    .option('--unique', 'no two users have the same value (users only; at most 5 such attributes)')
    .option('--no-unique', 'values may repeat')
    .option('--nullable', 'an explicit null in an upload is accepted')
    .option('--no-nullable', 'an explicit null in an upload is refused')
    .option('--min-length <characters>', 'shortest text', wholeNumber(0))
    .option('--max-length <characters>', 'longest text', wholeNumber(0))
    .option('--minimum <number>', 'smallest number', decimalNumber)
    .option('--maximum <number>', 'largest number', decimalNumber)
    .option('--pattern <regex>', 'what the whole text must match, in RE2 syntax')
    .option('--enum <values>', 'the only values, with commas between them', list)
    .addOption(new Option('--format <format>', 'what the text must be').choices([...ATTRIBUTE_FORMATS]))
    .option('--default <value>', 'used when a value is missing at creation')
    .option('--external-name <name>', 'its name in the source of truth, when it differs')
    .addOption(
      new Option('--permission <right>', 'what users may do with it themselves').choices(Object.keys(PERMISSIONS)),
    )
    .option(
      '--sourced-by <who>',
      'who writes it (users only): profile-source, okta (the directory itself), or ids of sources with commas between them',
    );
}

/** The fields that the options name. */
export function readDefinition(
  options: DefinitionOptions,
  type: AttributeType,
): Partial<Omit<AttributeDefinition, 'name' | 'type'>> {
  const { title, description, required, unique, nullable, pattern, format, externalName, permission, sourcedBy } =
    options;
  const { minLength, maxLength, minimum, maximum, enum: members, default: standard } = options;
  return defined({
    ...{ title, description, required, unique, nullable, minLength, maxLength, minimum, maximum, pattern, format },
    enum: members,
    externalName,
    default: standard === undefined ? undefined : readDefault(standard, type),
    permission: Object.entries(PERMISSIONS).find(([name]) => name === permission)?.[1],
    master: sourcedBy === undefined ? undefined : readSourcing(sourcedBy),
  });
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  // What is left has no undefined member, which is all that Defined says.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function readDefault(text: string, type: AttributeType): string | number | boolean {
  switch (type) {
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw new UsageFailure(`The default "${text}" of a boolean must be true or false.`);
    case 'number':
    case 'integer':
      if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
      throw new UsageFailure(`The default "${text}" is no number, and the type is ${type}.`);
    case 'string':
      return text;
    case 'string[]':
    case 'number[]':
    case 'integer[]':
      throw new UsageFailure(`A list has no default, and the type is ${type}.`, 'Leave --default out.');
  }
}

function readSourcing(text: string): NonNullable<AttributeDefinition['master']> {
  if (text === 'profile-source') return { type: 'PROFILE_MASTER' };
  if (text === 'okta') return { type: 'OKTA' };
  return { type: 'OVERRIDE', priority: list(text) };
}
