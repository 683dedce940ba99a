import { createHash } from 'node:crypto';
import { MAX_PARTS, Walk } from './bounds.ts';
import { FileValue } from './file-value.ts';
import { isList, type Value, type ValueObject } from './value.ts';

/** A set of values under `deepEqual`, as fast for a million as for ten. Throws `limit_exceeded` for too much in one set. */
export class ValueSet {
  /** Scalars but instants; a Set tells 1 from "1" and takes NaN for NaN. */
  readonly #scalars = new Set<Value>();
  /** Canonical texts of everything else. */
  readonly #others = new Set<string>();
  /** One for everything the set ever sees: a million objects of fifty keys. */
  readonly #walk = new Walk(5 * MAX_PARTS);

  /** Gives false when an equal value is there already. */
  add(value: Value): boolean {
    const set: Set<Value> = typeof value === 'object' && value !== null ? (this.#others as Set<Value>) : this.#scalars;
    const key = typeof value === 'object' && value !== null ? this.#keyOf(value) : value;
    if (set.has(key)) return false;
    set.add(key);
    return true;
  }

  has(value: Value): boolean {
    return typeof value === 'object' && value !== null
      ? this.#others.has(this.#keyOf(value))
      : this.#scalars.has(value);
  }

  #keyOf(value: Value): string {
    const text = canonicalText(value, 0, this.#walk);
    return text.length <= LONGEST_KEY ? text : createHash('sha256').update(text).digest('base64');
  }
}

/** Longer texts are kept as their hash: a list of many large objects that share their content is small, and their texts are not. */
const LONGEST_KEY = 200;

/** The same text for two values exactly when they are deeply equal. */
function canonicalText(value: Value, depth: number, walk: Walk): string {
  if (typeof value === 'string') {
    walk.read(value.length);
    return JSON.stringify(value);
  }
  // Adding 0 makes -0 the 0 it is equal to.
  if (typeof value === 'number') return String(value + 0);
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return `d${value.getTime()}`;
  if (value instanceof FileValue) return `f${JSON.stringify([value.name, value.contentType, value.content.join()])}`;
  if (!isList(value)) return canonicalObject(value, depth, walk);
  walk.enter(depth, value.length);
  return `[${value.map((item) => canonicalText(item, depth + 1, walk)).join()}]`;
}

function canonicalObject(object: ValueObject, depth: number, walk: Walk): string {
  const keys = Object.keys(object).sort();
  walk.enter(depth, keys.length);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(object[key] ?? null, depth + 1, walk)}`).join()}}`;
}
