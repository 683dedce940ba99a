import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** e to a power. */
export const mathExp: KernelFunction = {
  name: 'math:exp',
  title: 'Exp',
  run: ({ inputs }) => ({ output: checkNumber(Math.exp(numberInput(namedInput(inputs, 'a', 'number')))) }),
  examples: [
    { title: 'to the power of 1', inputs: { a: 1 }, outputs: { output: Math.E } },
    { title: 'to the power of 0', inputs: { a: 0 }, outputs: { output: 1 } },
    { title: 'too much', inputs: { a: 1000 }, error: 'The result is too large for a number; use smaller numbers' },
  ],
};
