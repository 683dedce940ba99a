import { isObject } from '../values/value.ts';
import type { InputShape } from './compiled-scope.ts';

/**
 * Whether an iterating card passes nothing of the item: its only argument is an empty object that nothing is mapped to. Taken literally
 * its helper works on nothing (workflows-format 5.5; switch `staticIteratorObject`).
 */
export function isAmbiguousIterator({ fields, custom }: InputShape): boolean {
  const places = custom.get('') ?? [];
  const only = places.length === 1 ? fields[places[0] ?? -1] : undefined;
  if (only === undefined || only.pins !== null || only.field.proxy?.dynamic !== false) return false;
  return only.field.type === 'object' && isObject(only.literal) && Object.keys(only.literal).length === 0;
}
