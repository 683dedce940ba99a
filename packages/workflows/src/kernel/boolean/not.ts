import type { KernelFunction } from '../kernel-function.ts';
import { truths } from './truths.ts';

/** The opposite of its only input. */
export const booleanNot: KernelFunction = {
  name: 'boolean:not',
  title: 'Not',
  run: ({ inputs }) => ({ output: truths(inputs)[0] !== true }),
  examples: [
    { title: 'true', inputs: { boolean: true }, outputs: { output: false } },
    { title: 'false', inputs: { boolean: false }, outputs: { output: true } },
    { title: 'unset', inputs: { boolean: null }, outputs: { output: true } },
    { title: 'the word false', inputs: { boolean: 'False' }, outputs: { output: true } },
  ],
};
