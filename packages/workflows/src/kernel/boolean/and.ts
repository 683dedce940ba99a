import type { KernelFunction } from '../kernel-function.ts';
import { truths } from './truths.ts';

/** Whether all inputs are true. */
export const booleanAnd: KernelFunction = {
  name: 'boolean:and',
  title: 'And',
  run: ({ inputs }) => ({ output: truths(inputs).every(Boolean) }),
  examples: [
    { title: 'both', inputs: { a: true, b: true }, outputs: { output: true } },
    { title: 'one', inputs: { a: true, b: false }, outputs: { output: false } },
    { title: 'the word false', inputs: { a: 'FALSE', b: true }, outputs: { output: false } },
    { title: 'any other word', inputs: { a: 'no', b: 1 }, outputs: { output: true } },
    { title: 'one of three', inputs: { a: true, b: true, c: null }, outputs: { output: false } },
  ],
};
