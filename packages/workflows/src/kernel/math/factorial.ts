import { factorial } from '../formula/formula-functions.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { numberInput } from './number-input.ts';

/** The product of the whole numbers up to one. */
export const mathFactorial: KernelFunction = {
  name: 'math:factorial',
  title: 'Factorial',
  run: ({ inputs }) => ({ output: factorial(numberInput(namedInput(inputs, 'a', 'number'))) }),
  examples: [
    { title: 'of 5', inputs: { a: 5 }, outputs: { output: 120 } },
    { title: 'of 0', inputs: { a: 0 }, outputs: { output: 1 } },
    { title: 'the largest', inputs: { a: 170 }, outputs: { output: 7.257415615307994e306 } },
    { title: 'too large', inputs: { a: 171 }, error: 'There is no factorial of 171; use a whole number from 0 to 170' },
    { title: 'of a part', inputs: { a: 2.5 }, error: 'There is no factorial of 2.5; use a whole number from 0 to 170' },
  ],
};
