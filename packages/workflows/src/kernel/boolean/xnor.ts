import type { KernelFunction } from '../kernel-function.ts';
import { countTrue, truths } from './truths.ts';

/** The negation of Or (Exclusive). */
export const booleanXnor: KernelFunction = {
  name: 'boolean:xnor',
  title: 'Xnor',
  run: ({ inputs }) => ({ output: countTrue(truths(inputs)) !== 1 }),
  examples: [
    { title: 'one', inputs: { a: true, b: false }, outputs: { output: false } },
    { title: 'both', inputs: { a: true, b: true }, outputs: { output: true } },
    { title: 'none', inputs: { a: false, b: null }, outputs: { output: true } },
  ],
};
