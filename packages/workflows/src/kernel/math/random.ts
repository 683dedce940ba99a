import { CardError } from '../../run/card-error.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { numberInput } from './number-input.ts';

/** A whole number from `a` to before `b`, by chance. */
export const mathRandom: KernelFunction = {
  name: 'math:random',
  title: 'Random Integer',
  isVolatile: true,
  run: ({ inputs, random }) => {
    const least = Math.ceil(numberInput(inputs.get('a')));
    const bound = Math.ceil(numberInput(inputs.get('b')));
    if (bound <= least) {
      const message = `There is no whole number from ${least} to before ${bound}; make the second number larger`;
      throw new CardError(message, { kind: 'invalid_input' });
    }
    return { output: least + Math.floor(random() * (bound - least)) };
  },
  examples: [
    { title: 'one of four', inputs: { a: 0, b: 4 }, outputs: { output: 1 } },
    { title: 'below zero', inputs: { a: -4, b: 0 }, outputs: { output: -3 } },
    { title: 'only one is possible', inputs: { a: 7, b: '8' }, outputs: { output: 7 } },
    {
      title: 'none is possible',
      inputs: { a: 4, b: 4 },
      error: 'There is no whole number from 4 to before 4; make the second number larger',
    },
  ],
};
