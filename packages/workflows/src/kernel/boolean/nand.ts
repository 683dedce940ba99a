import type { KernelFunction } from '../kernel-function.ts';
import { truths } from './truths.ts';

/** The negation of And. */
export const booleanNand: KernelFunction = {
  name: 'boolean:nand',
  title: 'Nand',
  run: ({ inputs }) => ({ output: !truths(inputs).every(Boolean) }),
  examples: [
    { title: 'both', inputs: { a: true, b: true }, outputs: { output: false } },
    { title: 'one', inputs: { a: true, b: false }, outputs: { output: true } },
    { title: 'none', inputs: { a: 0, b: '' }, outputs: { output: true } },
  ],
};
