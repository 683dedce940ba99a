import { checkListLength } from '../../values/bounds.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** The list with one more item at its start. */
export const listUnshift: KernelFunction = {
  name: 'list:unshift',
  title: 'Add to Front',
  run: ({ inputs }) => {
    const list = listInput(inputs, 'list');
    checkListLength(list.length + 1);
    return { list: [inputs.get('item'), ...list] };
  },
  examples: [
    { title: 'at the start', inputs: { list: ['a'], item: 'b' }, outputs: { list: ['b', 'a'] } },
    { title: 'no list', inputs: { list: null, item: 'b' }, outputs: { list: ['b'] } },
    { title: 'a list as item', inputs: { list: [1], item: [2] }, outputs: { list: [[2], 1] } },
  ],
};
