import { MAX_PARTS, Walk } from '../../values/bounds.ts';
import { deepEqual } from '../../values/compare.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** Whether an item of the same type and content is in the list; case counts. */
export const listIncludes: KernelFunction = {
  name: 'list:includes',
  title: 'Includes',
  run: ({ inputs }) => {
    const value = inputs.get('value');
    const walk = new Walk(5 * MAX_PARTS);
    return { result: listInput(inputs, 'list').some((item) => deepEqual(item, value, walk)) };
  },
  examples: [
    { title: 'a text', inputs: { list: ['CREATED', 'TRIGGERED'], value: 'CREATED' }, outputs: { result: true } },
    { title: 'case counts', inputs: { list: ['CREATED', 'TRIGGERED'], value: 'created' }, outputs: { result: false } },
    { title: 'an object', inputs: { list: [{ a: 1, b: 2 }], value: { b: 2, a: 1 } }, outputs: { result: true } },
    { title: 'a number is no text', inputs: { list: [1], value: '1' }, outputs: { result: false } },
    { title: 'no list', inputs: { list: null, value: 'a' }, outputs: { result: false } },
  ],
};
