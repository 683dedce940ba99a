import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** One more. */
export const mathIncrement: KernelFunction = {
  name: 'math:increment',
  title: 'Increment',
  run: ({ inputs }) => ({ output: checkNumber(numberInput(namedInput(inputs, 'a', 'number')) + 1) }),
  examples: [
    { title: 'a number', inputs: { a: 16 }, outputs: { output: 17 } },
    { title: 'text', inputs: { a: '-1' }, outputs: { output: 0 } },
    { title: 'blank is 0', inputs: { a: null }, outputs: { output: 1 } },
  ],
};
