import { toObject } from '../values/convert.ts';
import type { Value, ValueObject } from '../values/value.ts';

/** Keys of an object as items of an iteration: `{key, value}` (workflows-format 5.5). */
export function objectItems(value: Value): readonly ValueObject[] {
  return Object.entries(toObject(value)).map(([key, item]) => ({ key, value: item }));
}
