import type { KernelFunction } from '../kernel-function.ts';
import { truths } from './truths.ts';

/** Whether any input is true. */
export const booleanOr: KernelFunction = {
  name: 'boolean:or',
  title: 'Or',
  run: ({ inputs }) => ({ output: truths(inputs).some(Boolean) }),
  examples: [
    { title: 'one', inputs: { a: false, b: true }, outputs: { output: true } },
    { title: 'none', inputs: { a: 0, b: 0 }, outputs: { output: false } },
    { title: 'unset ones', inputs: { a: null, b: '' }, outputs: { output: false } },
    { title: 'the third', inputs: { a: false, b: false, c: 'x' }, outputs: { output: true } },
  ],
};
