import type { KernelFunction } from '../kernel-function.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** The smallest of the inputs. */
export const mathSmaller: KernelFunction = {
  name: 'math:smaller',
  title: 'Smaller',
  run: ({ inputs }) => {
    const numbers = inputs.all(null).map(({ value }) => numberInput(value));
    return { output: checkNumber(numbers.reduce((least, number) => Math.min(least, number), numbers[0] ?? 0)) };
  },
  examples: [
    { title: 'two numbers', inputs: { a: 1, b: 2 }, outputs: { output: 1 } },
    { title: 'as numbers, not as text', inputs: { a: '9', b: '80' }, outputs: { output: 9 } },
    { title: 'blank is 0', inputs: { a: 1, b: null }, outputs: { output: 0 } },
    { title: 'nothing', inputs: {}, outputs: { output: 0 } },
  ],
};
