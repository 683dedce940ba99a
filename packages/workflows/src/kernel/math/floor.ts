import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** The next whole number down. */
export const mathFloor: KernelFunction = {
  name: 'math:floor',
  title: 'Round Down',
  run: ({ inputs }) => ({ output: checkNumber(Math.floor(numberInput(namedInput(inputs, 'a', 'number')))) }),
  examples: [
    { title: 'a part', inputs: { a: 1.8 }, outputs: { output: 1 } },
    { title: 'a whole number', inputs: { a: 2 }, outputs: { output: 2 } },
    { title: 'a negative part', inputs: { a: -0.5 }, outputs: { output: -1 } },
    { title: 'blank is 0', inputs: { a: null }, outputs: { output: 0 } },
  ],
};
