import type { Value } from '../../values/value.ts';
import type { CardInputs } from '../kernel-function.ts';

/** The first input, whatever it is called; null without one. For cards of one input whose name no export has shown. */
export function onlyInput(inputs: CardInputs): Value {
  return inputs.all(null)[0]?.value ?? null;
}
