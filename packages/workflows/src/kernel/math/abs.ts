import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** A number without its sign. */
export const mathAbs: KernelFunction = {
  name: 'math:abs',
  title: 'Absolute Value',
  run: ({ inputs }) => ({ output: checkNumber(Math.abs(numberInput(namedInput(inputs, 'a', 'number')))) }),
  examples: [
    { title: 'a negative number', inputs: { a: -10 }, outputs: { output: 10 } },
    { title: 'a number as text', inputs: { number: '2.5' }, outputs: { output: 2.5 } },
    { title: 'blank is 0', inputs: { a: '' }, outputs: { output: 0 } },
  ],
};
