import type { Value } from '@headwater/expression';
import type { ProfileValue } from '@headwater/protocol';
import type { CompiledSchema } from '../directory/profile-schemas/compile-schema.ts';
import { isViolation, type Violation } from '../directory/profile-schemas/violation.ts';

/** A value that an attribute takes, or the rule that it breaks and the value seen. */
export type Converted = { readonly value: ProfileValue } | { readonly violation: Violation; readonly seen: string };

/**
 * What the result of an expression is as a value of a user attribute: text is parsed into the attribute's type, numbers and
 * Booleans become text where the attribute is text, and every rule of the attribute is checked.
 */
export function convertValue(schema: CompiledSchema, name: string, result: Value): Converted {
  if (result === null) return { value: null };
  const typed = toType(schema, name, result);
  const violation = isViolation(typed) ? typed : schema.check(name, typed);
  return violation === null ? { value: typed as ProfileValue } : { violation, seen: show(result) };
}

function toType(schema: CompiledSchema, name: string, result: Exclude<Value, null>): ProfileValue | Violation {
  const type = schema.attributes.get(name)?.definition.type;
  if (typeof result === 'string') return type === 'string' ? result : schema.parse(name, result);
  if (typeof result === 'number' || typeof result === 'boolean') return type === 'string' ? String(result) : result;
  if (Array.isArray(result) && result.every(isScalar)) return result;
  return { attribute: name, rule: 'type', detail: 'a text, number, Boolean or a list of these', soft: false };
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** A value for a message: short, and one line. */
export function show(value: Value): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
