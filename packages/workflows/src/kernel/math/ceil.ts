import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** The next whole number up. */
export const mathCeil: KernelFunction = {
  name: 'math:ceil',
  title: 'Round Up',
  run: ({ inputs }) => ({ output: checkNumber(Math.ceil(numberInput(namedInput(inputs, 'a', 'number')))) }),
  examples: [
    { title: 'a part', inputs: { a: 1.2 }, outputs: { output: 2 } },
    { title: 'a whole number', inputs: { a: 2 }, outputs: { output: 2 } },
    { title: 'a negative part', inputs: { a: -0.5 }, outputs: { output: 0 } },
    { title: 'text', inputs: { a: '1.01' }, outputs: { output: 2 } },
  ],
};
