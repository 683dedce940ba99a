import { CardError } from '../../run/card-error.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** The logarithm of a number to a base. */
export const mathLog: KernelFunction = {
  name: 'math:log',
  title: 'Logarithm',
  run: ({ inputs }) => {
    const number = numberInput(namedInput(inputs, 'input', 'number', 'a'));
    const base = numberInput(namedInput(inputs, 'base', 'b'));
    if (number <= 0 || base <= 0 || base === 1) {
      const message = `There is no logarithm of ${number} to base ${base}; use positive numbers, and another base than 1`;
      throw new CardError(message, { kind: 'invalid_input' });
    }
    return { output: checkNumber(logarithm(number, base)) };
  },
  examples: [
    { title: 'to base 10', inputs: { input: 100, base: 10 }, outputs: { output: 2 } },
    { title: 'to base 2', inputs: { input: 8, base: 2 }, outputs: { output: 3 } },
    { title: 'to another base', inputs: { input: '125', base: 5 }, outputs: { output: 3 } },
    { title: 'of a number below 1', inputs: { input: 0.25, base: 4 }, outputs: { output: -1 } },
    {
      title: 'of nothing',
      inputs: { input: 0, base: 10 },
      error: 'There is no logarithm of 0 to base 10; use positive numbers, and another base than 1',
    },
  ],
};

/** Without the noise of the last digits, which would make 2.9999999999999996 of log 1000 to base 10. */
function logarithm(number: number, base: number): number {
  if (base === 10) return Math.log10(number);
  if (base === 2) return Math.log2(number);
  return Number((Math.log(number) / Math.log(base)).toPrecision(15));
}
