import { toText } from '../../values/convert.ts';
import type { Value } from '../../values/value.ts';

/** A comparison of a SCIM filter, with the value quoted: `profile.email eq "a@b"`. */
export function equals(attribute: string, value: Value): string {
  const text = toText(value).replace(/[\\"]/g, (character) => `\\${character}`);
  return `${attribute} eq "${text}"`;
}

/** Criteria that all must hold; what the author wrote comes last, in brackets when it stands beside others. */
export function allOf(criteria: readonly string[], custom: string): string {
  if (custom === '') return criteria.join(' and ');
  return criteria.length === 0 ? custom : `${criteria.join(' and ')} and (${custom})`;
}
