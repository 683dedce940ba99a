import type { KernelFunction } from '../kernel-function.ts';
import { truths } from './truths.ts';

/** The negation of Or. */
export const booleanNor: KernelFunction = {
  name: 'boolean:nor',
  title: 'Nor',
  run: ({ inputs }) => ({ output: !truths(inputs).some(Boolean) }),
  examples: [
    { title: 'both', inputs: { a: true, b: true }, outputs: { output: false } },
    { title: 'one', inputs: { a: false, b: true }, outputs: { output: false } },
    { title: 'none', inputs: { a: false, b: null }, outputs: { output: true } },
  ],
};
