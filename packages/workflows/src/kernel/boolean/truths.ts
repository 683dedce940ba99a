import { toBoolean } from '../../values/convert.ts';
import type { CardInputs } from '../kernel-function.ts';

/** All inputs as truth values, in evaluation order; unset ones are false. */
export function truths(inputs: CardInputs): readonly boolean[] {
  return inputs.all(null).map(({ value }) => toBoolean(value));
}

/** How many of them hold. */
export function countTrue(all: readonly boolean[]): number {
  return all.reduce((count, truth) => (truth ? count + 1 : count), 0);
}
