import { toList, toNumber } from '../../values/convert.ts';
import type { Value, ValueList } from '../../values/value.ts';
import type { CardInputs } from '../kernel-function.ts';

/** The list of an input; null is the empty list (workflows-functions 3). */
export function listInput(inputs: CardInputs, key: string): ValueList {
  return toList(inputs.get(key));
}

/** `list1`, `list2` and whatever the author added, in evaluation order. */
export function allLists(inputs: CardInputs): readonly ValueList[] {
  return inputs.all(null).map(({ value }) => toList(value));
}

/** A whole number of an input, fractions cut off; null when it is blank. Throws `type_conversion`. */
export function integer(value: Value): number | null {
  const number = toNumber(value);
  return number === null ? null : Math.trunc(number);
}
