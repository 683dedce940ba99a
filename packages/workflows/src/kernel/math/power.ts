import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** A number to a power. */
export const mathPower: KernelFunction = {
  name: 'math:power',
  title: 'Power',
  run: ({ inputs }) => {
    const base = numberInput(namedInput(inputs, 'base', 'a'));
    const exponent = numberInput(namedInput(inputs, 'exponent', 'b'));
    return { output: checkNumber(base ** exponent) };
  },
  examples: [
    { title: 'a whole power', inputs: { base: 2, exponent: 10 }, outputs: { output: 1024 } },
    { title: 'a root', inputs: { base: '9', exponent: 0.5 }, outputs: { output: 3 } },
    { title: 'a negative power', inputs: { a: 2, b: -1 }, outputs: { output: 0.5 } },
    {
      title: 'too much',
      inputs: { base: 10, exponent: 400 },
      error: 'The result is too large for a number; use smaller numbers',
    },
    {
      title: 'a root of a negative number',
      inputs: { base: -8, exponent: 0.5 },
      error: 'The result is not a number; use smaller numbers',
    },
  ],
};
