import { Walk } from '../../values/bounds.ts';
import { isVoid } from '../../values/compare.ts';
import { isObject, setKey, type Value, type ValueObject } from '../../values/value.ts';

/**
 * A copy without the keys that hold nothing (null, `""`, `{}`, `[]`; 0 and false stay); when `recursive` also in objects inside, and
 * without those which have become empty by it. Lists stay as they are.
 */
export function clearObject(object: ValueObject, isRecursive: boolean): ValueObject {
  return clearAt(object, isRecursive, 0, new Walk());
}

function clearAt(object: ValueObject, isRecursive: boolean, depth: number, walk: Walk): ValueObject {
  const cleared: { [key: string]: Value } = {};
  const entries = Object.entries(object);
  walk.enter(depth, entries.length);
  for (const [key, value] of entries) {
    const kept = isRecursive && isObject(value) ? clearAt(value, true, depth + 1, walk) : value;
    if (!isVoid(kept)) setKey(cleared, key, kept);
  }
  return cleared;
}
