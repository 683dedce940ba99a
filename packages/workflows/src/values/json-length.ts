import { checkTextLength, Walk } from './bounds.ts';
import { FileValue } from './file-value.ts';
import { isList, type Value } from './value.ts';

/**
 * Throws `limit_exceeded` when the JSON text of a value will be too long, or the value is nested too deeply, before
 * `JSON.stringify` has filled the memory or the stack with it.
 */
export function checkJsonLength(value: Value): void {
  leastLength(value, 0, 0, new Walk());
}

/** `before` and the least length the text of the value can have. */
function leastLength(value: Value, before: number, depth: number, walk: Walk): number {
  if (typeof value === 'string') return before + value.length + 2;
  if (value === null || typeof value !== 'object' || value instanceof Date || value instanceof FileValue)
    return before + 1;
  let length = before + 1;
  if (isList(value)) {
    walk.enter(depth, value.length);
    for (const item of value) length = leastLength(item, length + 1, depth + 1, walk);
  } else {
    const keys = Object.keys(value);
    walk.enter(depth, keys.length);
    for (const key of keys) length = leastLength(value[key] ?? null, length + key.length + 4, depth + 1, walk);
  }
  checkTextLength(length);
  return length;
}
