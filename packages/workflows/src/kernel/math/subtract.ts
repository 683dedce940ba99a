import type { KernelFunction } from '../kernel-function.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** `a` less `b`. */
export const mathSubtract: KernelFunction = {
  name: 'math:subtract',
  title: 'Subtract',
  run: ({ inputs }) => ({ output: checkNumber(numberInput(inputs.get('a')) - numberInput(inputs.get('b'))) }),
  examples: [
    { title: 'two numbers', inputs: { a: 5, b: 3 }, outputs: { output: 2 } },
    { title: 'text that is a number', inputs: { a: '5', b: '7' }, outputs: { output: -2 } },
    { title: 'blank is 0', inputs: { a: null, b: 3 }, outputs: { output: -3 } },
    {
      title: 'text that is none',
      inputs: { a: 'x', b: 1 },
      error: 'Invalid type conversion: text "x" cannot be used as number',
    },
  ],
};
