import type { KernelFunction } from '../kernel-function.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** The sum of all inputs. */
export const mathAdd: KernelFunction = {
  name: 'math:add',
  title: 'Add',
  run: ({ inputs }) => ({
    output: checkNumber(inputs.all(null).reduce((sum, { value }) => sum + numberInput(value), 0)),
  }),
  examples: [
    { title: 'two numbers', inputs: { a: 1, b: 2.5 }, outputs: { output: 3.5 } },
    { title: 'text that is a number', inputs: { a: '10', b: 5 }, outputs: { output: 15 } },
    { title: 'more than two', inputs: { a: 1, b: 2, c: 3, d: 4 }, outputs: { output: 10 } },
    { title: 'blank is 0', inputs: { a: 1, b: null }, outputs: { output: 1 } },
    {
      title: 'text that is none',
      inputs: { a: '10', b: 'potato' },
      error: 'Invalid type conversion: text "potato" cannot be used as number',
    },
    {
      title: 'beyond numbers',
      inputs: { a: 1e308, b: 1e308 },
      error: 'The result is too large for a number; use smaller numbers',
    },
  ],
};
