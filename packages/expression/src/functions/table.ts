import { didYouMean } from '../check/suggest.ts';
import { ARRAY_FUNCTIONS } from './arrays.ts';
import { ASSIGNMENT_FUNCTIONS } from './assignments.ts';
import { CONVERT_FUNCTIONS } from './convert.ts';
import { COUNTRY_FUNCTIONS } from './countries.ts';
import type { FunctionDefinition } from './definition.ts';
import { GROUP_FUNCTIONS } from './groups.ts';
import { OLD_SPELLINGS } from './old-spellings.ts';
import { RELATED_USER_FUNCTIONS } from './related-users.ts';
import { STRING_FUNCTIONS } from './string.ts';
import { TIME_FUNCTIONS } from './time.ts';
import { USER_FUNCTIONS } from './user.ts';

/** Every function of the language, in the order of the reference page. */
export const FUNCTIONS: readonly FunctionDefinition[] = [
  ...STRING_FUNCTIONS,
  ...OLD_SPELLINGS,
  ...ARRAY_FUNCTIONS,
  ...CONVERT_FUNCTIONS,
  ...COUNTRY_FUNCTIONS,
  ...TIME_FUNCTIONS,
  ...GROUP_FUNCTIONS,
  ...USER_FUNCTIONS,
  ...RELATED_USER_FUNCTIONS,
  ...ASSIGNMENT_FUNCTIONS,
];

const BY_NAME: ReadonlyMap<string, FunctionDefinition> = new Map(
  FUNCTIONS.map((definition) => [definition.name, definition]),
);

/** The function of that name, case-sensitive, or undefined. */
export function findFunction(name: string): FunctionDefinition | undefined {
  return BY_NAME.get(name);
}

/** ` Did you mean String.len?` for `string.len`, `len` or `String.lenn`; empty when nothing is near. */
export function suggestFunction(name: string): string {
  const suffix = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const sameSuffix = FUNCTIONS.find(({ name: known }) => known.toLowerCase().endsWith(`.${suffix}`));
  return didYouMean(name, BY_NAME.keys()) || (sameSuffix === undefined ? '' : ` Did you mean ${sameSuffix.name}?`);
}
