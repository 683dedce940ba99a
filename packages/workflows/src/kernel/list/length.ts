import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** How many items there are; none in null. */
export const listLength: KernelFunction = {
  name: 'list:length',
  title: 'Length',
  run: ({ inputs }) => ({ length: listInput(inputs, 'list').length }),
  examples: [
    { title: 'three items', inputs: { list: [1, 2, 3] }, outputs: { length: 3 } },
    { title: 'an empty list', inputs: { list: [] }, outputs: { length: 0 } },
    { title: 'no list', inputs: { list: null }, outputs: { length: 0 } },
    { title: 'a single value', inputs: { list: 'abc' }, outputs: { length: 1 } },
  ],
};
