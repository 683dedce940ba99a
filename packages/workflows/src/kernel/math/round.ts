import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** The nearest whole number, a half up. */
export const mathRound: KernelFunction = {
  name: 'math:round',
  title: 'Round',
  run: ({ inputs }) => ({ output: checkNumber(Math.round(numberInput(namedInput(inputs, 'a', 'number')))) }),
  examples: [
    { title: 'down', inputs: { a: 10.4 }, outputs: { output: 10 } },
    { title: 'half is up', inputs: { a: 10.5 }, outputs: { output: 11 } },
    { title: 'half is up below 0 too', inputs: { a: -10.5 }, outputs: { output: -10 } },
    { title: 'a zero has no sign', inputs: { a: -0.4 }, outputs: { output: 0 } },
  ],
};
