import { toNumber } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { onlyInput } from './only-input.ts';

/** A value as a number, null when it is blank. Throws `type_conversion` for what is none. */
export const controlToNumber: KernelFunction = {
  name: 'control:toNumber',
  title: 'To Number',
  run: ({ inputs }) => ({ output: toNumber(onlyInput(inputs)) }),
  examples: [
    { title: 'a text', inputs: { value: ' 12.5 ' }, outputs: { output: 12.5 } },
    { title: 'a truth value', inputs: { value: true }, outputs: { output: 1 } },
    { title: 'a blank text', inputs: { value: ' ' }, outputs: { output: null } },
    {
      title: 'a text that is no number',
      inputs: { value: 'potato' },
      error: 'Invalid type conversion: text "potato" cannot be used as number',
    },
  ],
};
