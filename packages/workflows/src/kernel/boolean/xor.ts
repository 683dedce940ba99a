import type { KernelFunction } from '../kernel-function.ts';
import { countTrue, truths } from './truths.ts';

/** Whether exactly one input is true. */
export const booleanXor: KernelFunction = {
  name: 'boolean:xor',
  title: 'Or (Exclusive)',
  run: ({ inputs }) => ({ output: countTrue(truths(inputs)) === 1 }),
  examples: [
    { title: 'one', inputs: { a: true, b: false }, outputs: { output: true } },
    { title: 'both', inputs: { a: true, b: true }, outputs: { output: false } },
    { title: 'none', inputs: { a: false, b: null }, outputs: { output: false } },
    { title: 'three', inputs: { a: true, b: true, c: true }, outputs: { output: false } },
  ],
};
