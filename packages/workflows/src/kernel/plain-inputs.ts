import { getKey, isObject, type Value, type ValueObject } from '../values/value.ts';
import type { CardInputs, NamedValue } from './kernel-function.ts';

/**
 * Inputs of a card from an object, in the order of its keys. An object under a name of `groups` fills that group. No types are
 * declared, and every input counts as added by the author.
 */
export function plainInputs(inputs: Readonly<Record<string, Value>>, groups: readonly string[] = []): CardInputs {
  const fields: NamedValue[] = [];
  const grouped = new Map<string, ValueObject>();
  for (const [key, value] of Object.entries(inputs)) {
    if (groups.includes(key) && isObject(value)) grouped.set(key, value);
    else fields.push({ key, value });
  }
  const byKey = new Map(fields.map(({ key, value }) => [key, value]));
  const get = (key: string): Value => byKey.get(key) ?? null;
  const all = (group: string | null): readonly NamedValue[] =>
    group === null ? fields : Object.entries(grouped.get(group) ?? {}).map(([key, value]) => ({ key, value }));
  return {
    get,
    typed: get,
    has: (key) => byKey.has(key),
    in: (group, key) => getKey(grouped.get(group) ?? {}, key),
    all,
    custom: all,
  };
}
