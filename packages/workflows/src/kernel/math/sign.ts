import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** -1, 0 or 1. */
export const mathSign: KernelFunction = {
  name: 'math:sign',
  title: 'Sign',
  run: ({ inputs }) => ({ output: checkNumber(Math.sign(numberInput(namedInput(inputs, 'number', 'a')))) }),
  examples: [
    { title: 'negative', inputs: { number: -7 }, outputs: { output: -1 } },
    { title: 'zero', inputs: { number: '-0' }, outputs: { output: 0 } },
    { title: 'positive', inputs: { a: 0.1 }, outputs: { output: 1 } },
  ],
};
