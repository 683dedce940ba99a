import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** What is left of a division, with the sign of the number, as JavaScript's `%`. */
export const mathMod: KernelFunction = {
  name: 'math:mod',
  title: 'Remainder',
  run: ({ inputs }) => {
    const number = numberInput(namedInput(inputs, 'number', 'a'));
    const divisor = numberInput(namedInput(inputs, 'divide by', 'b'));
    return { remainder: checkNumber(number % divisor, 'divide by another number than 0') };
  },
  examples: [
    { title: 'a remainder', inputs: { number: 13, 'divide by': 5 }, outputs: { remainder: 3 } },
    { title: 'none', inputs: { number: 30, 'divide by': 10 }, outputs: { remainder: 0 } },
    { title: 'of a negative number', inputs: { number: -7, 'divide by': 5 }, outputs: { remainder: -2 } },
    { title: 'numbers as text', inputs: { number: '31', 'divide by': '10' }, outputs: { remainder: 1 } },
    {
      title: 'by zero',
      inputs: { number: 1, 'divide by': 0 },
      error: 'The result is not a number; divide by another number than 0',
    },
  ],
};
