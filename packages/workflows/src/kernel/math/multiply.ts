import type { KernelFunction } from '../kernel-function.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** The product of all inputs. */
export const mathMultiply: KernelFunction = {
  name: 'math:multiply',
  title: 'Multiply',
  run: ({ inputs }) => ({
    output: checkNumber(inputs.all(null).reduce((product, { value }) => product * numberInput(value), 1)),
  }),
  examples: [
    { title: 'two numbers', inputs: { a: 4, b: 2.5 }, outputs: { output: 10 } },
    { title: 'more than two', inputs: { a: 2, b: '3', c: 4 }, outputs: { output: 24 } },
    { title: 'blank is 0', inputs: { a: 4, b: null }, outputs: { output: 0 } },
    { title: 'a zero has no sign', inputs: { a: -4, b: 0 }, outputs: { output: 0 } },
    {
      title: 'beyond numbers',
      inputs: { a: 1e200, b: 1e200 },
      error: 'The result is too large for a number; use smaller numbers',
    },
  ],
};
