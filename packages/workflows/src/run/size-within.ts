import { FileValue } from '../values/file-value.ts';
import type { Value } from '../values/value.ts';

/**
 * About how many bytes a value takes as JSON. Stops counting above `bound`, so that a large value costs no more than a small one;
 * what it gives then is a lower bound.
 */
export function sizeWithin(value: Value, bound: number): number {
  let size = 0;
  const rest: Value[] = [value];
  for (let at = rest.pop(); at !== undefined && size <= bound; at = rest.pop()) {
    if (typeof at === 'string') size += at.length + 2;
    else if (at === null || typeof at !== 'object' || at instanceof Date) size += 8;
    else if (at instanceof FileValue) size += at.content.byteLength;
    else if (Array.isArray(at)) {
      size += 2 + at.length;
      for (let index = 0; index < at.length && rest.length <= bound; index++) rest.push(at[index] as Value);
    } else {
      for (const [key, item] of Object.entries(at)) {
        size += key.length + 4;
        rest.push(item);
      }
    }
  }
  return size;
}
