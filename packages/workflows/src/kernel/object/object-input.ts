import { conversionError, parseJson } from '../../values/convert.ts';
import { isList, isObject, type Value } from '../../values/value.ts';
import type { CardInputs } from '../kernel-function.ts';

/**
 * An input that paths lead into: an object or a list as it is, null and blank text as `{}`, other text read as JSON. Throws
 * `type_conversion` for anything else.
 */
export function treeInput(inputs: CardInputs, key: string): Value {
  const value = inputs.get(key);
  if (isObject(value) || isList(value)) return value;
  if (value === null) return {};
  if (typeof value === 'string') {
    if (value.trim() === '') return {};
    const parsed = parseJson(value);
    if (parsed !== undefined && (isObject(parsed) || isList(parsed))) return parsed;
  }
  throw conversionError(value, 'object');
}
