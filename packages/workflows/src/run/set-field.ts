import { setKey, type Value } from '../values/value.ts';

/** Fields by group and key that are being collected. */
export type FieldsByGroup = { [group: string]: { [key: string]: Value } };

/** Sets a field of a group, which is made if it is not there yet. Names such as `__proto__` are names like others. */
export function setField(groups: FieldsByGroup, group: string, key: string, value: Value): void {
  const known = Object.hasOwn(groups, group) ? groups[group] : undefined;
  const fields = known ?? {};
  // To `setKey` a group is a value like any other.
  if (known === undefined) setKey(groups as { [key: string]: Value }, group, fields);
  setKey(fields, key, value);
}
