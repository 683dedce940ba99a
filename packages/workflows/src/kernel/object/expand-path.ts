import { getPath } from '../../values/path.ts';
import type { Value } from '../../values/value.ts';

/** What the hidden card `object:expand` extracts for one of its outputs: the value at a literal path, null when there is none (workflows-format 3.5). */
export function expandPath(object: Value, path: readonly string[]): Value {
  return getPath(object, path);
}
