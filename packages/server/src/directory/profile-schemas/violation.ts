import type { ProfileValue } from '@headwater/protocol';

/** The rules a value can break. `characters`: text that cannot be stored, or a login with characters no login may have. */
const VIOLATION_RULES = [
  'required',
  'type',
  'characters',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'enum',
  'pattern',
  'format',
] as const;

export type ViolationRule = (typeof VIOLATION_RULES)[number];

/** One value that breaks one rule of its attribute. */
export interface Violation {
  readonly attribute: string;
  readonly rule: ViolationRule;
  /** What the value must be: `at most 50 characters`. */
  readonly detail: string;
  /** The import leaves the attribute alone and warns, instead of refusing the record (import-semantics 2.7). */
  readonly soft: boolean;
}

/** Tells a violation from a value: no profile value is an object that is not an array. */
export function isViolation(result: ProfileValue | Violation): result is Violation {
  return typeof result === 'object' && result !== null && !Array.isArray(result);
}

/** The violation as a sentence for an error of the API: `firstName: must be at most 50 characters`. */
export function describeViolation(violation: Violation): string {
  return violation.rule === 'required'
    ? `${violation.attribute}: The field cannot be left blank`
    : `${violation.attribute}: must be ${violation.detail}`;
}
