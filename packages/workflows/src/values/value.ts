import type { FileValue } from './file-value.ts';

/**
 * What flows between cards (workflows-format 4.1). An instant is a `Date`, which nobody changes. Declared types are hints: a
 * value stays what it is and is converted where it is used.
 */
export type Value = null | string | number | boolean | Date | FileValue | ValueList | ValueObject;

/** A list; nobody changes it. */
export type ValueList = readonly Value[];

/** A plain object. Own enumerable keys count, whatever they are called; write keys with {@link setKey}. */
export interface ValueObject {
  readonly [key: string]: Value;
}

/** Sets a key, also one called `__proto__`, which an assignment would take for the prototype. */
export function setKey(target: { [key: string]: Value }, key: string, value: Value): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

/** An own key's value; null when it is missing. */
export function getKey(object: ValueObject, key: string): Value {
  return Object.hasOwn(object, key) ? (object[key] ?? null) : null;
}

/** Whether a value is a list. */
export function isList(value: Value): value is ValueList {
  return Array.isArray(value);
}

/** Whether a value is an object with keys: no list, instant, file or null. */
export function isObject(value: Value): value is ValueObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
