import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** The square root. */
export const mathSqrt: KernelFunction = {
  name: 'math:sqrt',
  title: 'Square Root',
  run: ({ inputs }) => ({
    output: checkNumber(Math.sqrt(numberInput(namedInput(inputs, 'a', 'number'))), 'use a number that is not negative'),
  }),
  examples: [
    { title: 'a square', inputs: { a: 16 }, outputs: { output: 4 } },
    { title: 'no square', inputs: { a: '2' }, outputs: { output: Math.SQRT2 } },
    {
      title: 'of a negative number',
      inputs: { a: -1 },
      error: 'The result is not a number; use a number that is not negative',
    },
  ],
};
