import { getKey, isObject, setKey, type Value, type ValueObject } from '../../values/value.ts';
import type { ActionCall, GroupedFields } from '../connector.ts';
import { plainName } from './input.ts';

/**
 * Outputs of a card: `fields` as they are, and every output that the card shows under another name or group, taken from `sources`
 * in their order (`Results."Status Changed"` from `statusChanged`).
 */
export function outputs(call: ActionCall, fields: GroupedFields, ...sources: readonly ValueObject[]): GroupedFields {
  const groups = new Map<string, { [key: string]: Value }>(
    Object.entries(fields).map(([group, values]) => [group, { ...values }]),
  );
  for (const { group, key } of call.outputs) {
    const values = groups.get(group ?? '') ?? {};
    groups.set(group ?? '', values);
    if (!Object.hasOwn(values, key)) setKey(values, key, named(sources, key));
  }
  return Object.fromEntries(groups);
}

/** The value of a name, whatever its spelling, in the first object that has it. */
function named(sources: readonly ValueObject[], name: string): Value {
  const plain = plainName(name);
  for (const source of sources) {
    const key = Object.keys(source).find((one) => plainName(one) === plain);
    if (key !== undefined) return getKey(source, key);
  }
  return null;
}

/** The fields of an object under a key; none when it holds no object. */
export function part(object: ValueObject, key: string): ValueObject {
  const value = getKey(object, key);
  return isObject(value) ? value : {};
}

/** Outputs of a card that only did something: the status, under all names that cards give it. */
export function statusOutputs(call: ActionCall, status: number): GroupedFields {
  return outputs(
    call,
    { Response: { statusCode: status }, Output: { 'Status Code': status } },
    { statusCode: status, status },
  );
}
