import type { KernelFunction } from '../kernel-function.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** The largest of the inputs. */
export const mathLarger: KernelFunction = {
  name: 'math:larger',
  title: 'Larger',
  run: ({ inputs }) => {
    const numbers = inputs.all(null).map(({ value }) => numberInput(value));
    return { output: checkNumber(numbers.reduce((most, number) => Math.max(most, number), numbers[0] ?? 0)) };
  },
  examples: [
    { title: 'two numbers', inputs: { a: 1, b: 2 }, outputs: { output: 2 } },
    { title: 'as numbers, not as text', inputs: { a: '9', b: '80' }, outputs: { output: 80 } },
    { title: 'blank is 0', inputs: { a: -1, b: null }, outputs: { output: 0 } },
    { title: 'nothing', inputs: {}, outputs: { output: 0 } },
  ],
};
