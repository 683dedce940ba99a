import { toObject } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** How many keys an object has. */
export const objectSize: KernelFunction = {
  name: 'object:size',
  title: 'Size',
  run: ({ inputs }) => ({ size: Object.keys(toObject(inputs.get('object'))).length }),
  examples: [
    { title: 'two keys', inputs: { object: { element1: 'a', element2: 'b' } }, outputs: { size: 2 } },
    { title: 'keys inside do not count', inputs: { object: { a: { b: 1, c: 2 } } }, outputs: { size: 1 } },
    { title: 'no object', inputs: { object: null }, outputs: { size: 0 } },
  ],
};
