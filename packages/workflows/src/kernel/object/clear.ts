import { checkDepth } from '../../values/bounds.ts';
import { isVoid } from '../../values/compare.ts';
import { isObject, setKey, type Value, type ValueObject } from '../../values/value.ts';

/**
 * A copy without the keys that hold nothing (null, `""`, `{}`, `[]`; 0 and false stay); when `recursive` also in objects inside, and
 * without those which have become empty by it. Lists stay as they are.
 */
export function clearObject(object: ValueObject, isRecursive: boolean, depth = 0): ValueObject {
  checkDepth(depth);
  const cleared: { [key: string]: Value } = {};
  for (const [key, value] of Object.entries(object)) {
    const kept = isRecursive && isObject(value) ? clearObject(value, true, depth + 1) : value;
    if (!isVoid(kept)) setKey(cleared, key, kept);
  }
  return cleared;
}
