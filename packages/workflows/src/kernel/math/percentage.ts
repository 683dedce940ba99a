import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { checkNumber, decimalsInput, numberInput, roundTo } from './number-input.ts';

/** So many per cent of a value, rounded to so many decimal places, and the same as text. */
export const mathPercentage: KernelFunction = {
  name: 'math:percentage',
  title: 'Percentage',
  run: ({ inputs }) => {
    const share = numberInput(namedInput(inputs, 'percentage of', 'percentage', 'a'));
    const value = numberInput(namedInput(inputs, 'value', 'b'));
    const precision = decimalsInput(namedInput(inputs, 'precision', 'decimals'));
    const percentage = roundTo(checkNumber((share * value) / 100), precision);
    return { percentage, encoded: `${percentage.toFixed(precision)}%` };
  },
  examples: [
    {
      title: '25 % of 50',
      inputs: { 'percentage of': 25, value: 50, precision: 2 },
      outputs: { percentage: 12.5, encoded: '12.50%' },
    },
    {
      title: 'rounded',
      inputs: { 'percentage of': '33', value: 1, precision: 1 },
      outputs: { percentage: 0.3, encoded: '0.3%' },
    },
    { title: 'no precision', inputs: { 'percentage of': 10, value: 25 }, outputs: { percentage: 3, encoded: '3%' } },
  ],
};
