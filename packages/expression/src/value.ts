/** A value of the language: JSON, nothing else. */
export type Value = null | boolean | number | string | readonly Value[] | ValueMap;

/** An object of the language: a `{k: v}` literal, a group, a linked user. `undefined` reads as null. */
export interface ValueMap {
  readonly [name: string]: Value | undefined;
}

/** The attributes of one person, app instance or org, by name. */
export type Profile = ValueMap;

/** Names of JavaScript's own machinery; they are never attributes, whatever an object holds. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads an own attribute; what is absent, inherited or reserved is null (import-semantics 6.2, 6.4). */
export function readAttribute(profile: Profile | null | undefined, name: string): Value {
  if (profile === null || profile === undefined || !Object.hasOwn(profile, name) || RESERVED_NAMES.has(name)) {
    return null;
  }
  return profile[name] ?? null;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says what a value is, for messages: `the text "abc"`, `a list of 3`. */
export function describeValue(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  return isList(value) ? `a list of ${value.length}` : 'an object';
}
