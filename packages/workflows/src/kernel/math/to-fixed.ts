import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, decimalsInput, numberInput, roundTo } from './number-input.ts';

/** A number rounded to so many decimal places, as a number. */
export const mathToFixed: KernelFunction = {
  name: 'math:toFixed',
  title: 'To Fixed',
  run: ({ inputs }) => {
    const decimals = decimalsInput(namedInput(inputs, 'decimal places', 'decimals', 'precision', 'b'));
    return { output: checkNumber(roundTo(numberInput(namedInput(inputs, 'number', 'a')), decimals)) };
  },
  examples: [
    { title: 'two places', inputs: { number: 3.456, 'decimal places': 2 }, outputs: { output: 3.46 } },
    { title: 'half is up', inputs: { number: 1.005, 'decimal places': 2 }, outputs: { output: 1.01 } },
    { title: 'fewer than there could be', inputs: { number: '2.5', 'decimal places': 4 }, outputs: { output: 2.5 } },
    { title: 'none given', inputs: { number: 2.5 }, outputs: { output: 3 } },
    { title: 'a very small number', inputs: { number: 1.5e-10, 'decimal places': 2 }, outputs: { output: 0 } },
    { title: 'a very large number', inputs: { number: 1e300, 'decimal places': 100 }, outputs: { output: 1e300 } },
    {
      title: 'too few',
      inputs: { number: 1, 'decimal places': -1 },
      error: '-1 decimal places are not possible; use 0 to 100',
    },
  ],
};
