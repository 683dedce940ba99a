import type { Choices } from '@headwater/protocol';
import { isStorable } from '../../json/storable-text.ts';

/** What an org says of the values of profiles. */
export interface ProfileRules {
  readonly choices: Pick<Choices, 'nonStringValues' | 'emptyStrings' | 'unknownAttributes'>;
}

/** What a value of a fixed profile must be. */
export interface TextRule {
  /** In characters. */
  readonly longest: number;
  readonly required: boolean;
}

/**
 * A value of a profile with a fixed schema, as it is staged: text, null, or undefined where there is none. Adds a sentence to `causes`
 * where it is wrong.
 */
export function stageText(
  value: unknown,
  path: string,
  { longest, required }: TextRule,
  rules: ProfileRules,
  causes: string[],
): string | null | undefined {
  const isEmpty = value === '' && rules.choices.emptyStrings === 'null';
  if (required ? value === undefined || value === null || value === '' : value === undefined || value === null) {
    if (required) causes.push(`${path}: The field cannot be left blank`);
    return value === undefined ? undefined : null;
  }
  if (isEmpty) return null;
  const text = toText(value, path, rules, causes);
  if (text.length > longest && [...text].length > longest) {
    causes.push(`${path}: The field is too long: at most ${longest} characters`);
  }
  return text;
}

/**
 * The text of a value that is neither missing nor null: what PostgreSQL can store; numbers and booleans become their JSON text, or are
 * refused, as the org's switch `nonStringValues` says; arrays and objects are refused (identity-sources-api 5).
 */
export function toText(value: unknown, path: string, { choices }: ProfileRules, causes: string[]): string {
  if (typeof value === 'string') {
    if (!isStorable(value)) causes.push(`${path}: The field has a character that cannot be stored`);
    return value;
  }
  const problem = choices.nonStringValues === 'reject' ? NO_STRING : scalarProblem(value);
  if (problem !== undefined) causes.push(`${path}: ${problem}`);
  return JSON.stringify(value);
}

/** Adds a sentence to `causes` for every attribute of a profile that is none of `attributes`. */
export function refuseOthers(
  profile: Readonly<Record<string, unknown>>,
  attributes: ReadonlySet<string>,
  path: string,
  causes: string[],
): void {
  for (const name in profile) {
    if (!attributes.has(name)) causes.push(`${path}.${name}: The schema has no such attribute`);
  }
}

const NO_STRING = 'The field must be a string';

function scalarProblem(value: unknown): string | undefined {
  switch (typeof value) {
    case 'boolean':
      return undefined;
    case 'number':
      return (Number.isInteger(value) && !Number.isSafeInteger(value)) || !Number.isFinite(value)
        ? 'The number is too large to be exact; send it as a string'
        : undefined;
    default:
      return NO_STRING;
  }
}
