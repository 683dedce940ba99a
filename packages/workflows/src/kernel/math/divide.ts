import type { KernelFunction } from '../kernel-function.ts';
import { checkNumber, decimalsInput, numberInput, roundTo } from './number-input.ts';

/** `a` divided by `b`, rounded to so many decimal places, and the same as a percentage. */
export const mathDivide: KernelFunction = {
  name: 'math:divide',
  title: 'Divide',
  run: ({ inputs }) => {
    const quotient = checkNumber(
      numberInput(inputs.get('a')) / numberInput(inputs.get('b')),
      'divide by another number than 0',
    );
    const decimals = decimalsInput(inputs.get('decimals'));
    return {
      output: roundTo(quotient, decimals),
      percentage: `${roundTo(quotient * 100, decimals).toFixed(decimals)}%`,
    };
  },
  examples: [
    { title: 'decimal places', inputs: { a: 1, b: 4, decimals: 2 }, outputs: { output: 0.25, percentage: '25.00%' } },
    { title: 'rounded', inputs: { a: 2, b: 3, decimals: 3 }, outputs: { output: 0.667, percentage: '66.667%' } },
    { title: 'whole numbers', inputs: { a: '7', b: '2', decimals: 0 }, outputs: { output: 4, percentage: '350%' } },
    {
      title: 'half is rounded up',
      inputs: { a: 1.005, b: 1, decimals: 2 },
      outputs: { output: 1.01, percentage: '100.50%' },
    },
    { title: 'no places given', inputs: { a: 10, b: 4, decimals: null }, outputs: { output: 3, percentage: '250%' } },
    {
      title: 'by zero',
      inputs: { a: 1, b: 0, decimals: 2 },
      error: 'The result is too large for a number; divide by another number than 0',
    },
    {
      title: 'nothing by nothing',
      inputs: { a: 0, b: null, decimals: 2 },
      error: 'The result is not a number; divide by another number than 0',
    },
    {
      title: 'too many places',
      inputs: { a: 1, b: 3, decimals: 101 },
      error: '101 decimal places are not possible; use 0 to 100',
    },
  ],
};
