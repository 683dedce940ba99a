import { checkListLength } from '../../values/bounds.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** The list with one more item at its end; a list as item stays a list. */
export const listPush: KernelFunction = {
  name: 'list:push',
  title: 'Add to End',
  run: ({ inputs }) => {
    const list = listInput(inputs, 'list');
    checkListLength(list.length + 1);
    return { list: [...list, inputs.get('item')] };
  },
  examples: [
    { title: 'at the end', inputs: { list: ['a'], item: 'b' }, outputs: { list: ['a', 'b'] } },
    { title: 'no list', inputs: { list: null, item: 'b' }, outputs: { list: ['b'] } },
    { title: 'a list as item', inputs: { list: [1], item: [2] }, outputs: { list: [1, [2]] } },
  ],
};
