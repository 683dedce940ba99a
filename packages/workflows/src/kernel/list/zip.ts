import { checkParts } from '../../values/bounds.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { allLists } from './list-inputs.ts';

/** Lists of the items of the same position; null where a list is shorter. */
export const listZip: KernelFunction = {
  name: 'list:zip',
  title: 'Zip',
  run: ({ inputs }) => {
    const lists = allLists(inputs);
    const length = lists.reduce((longest, list) => Math.max(longest, list.length), 0);
    checkParts(length, lists.length);
    return { list: Array.from({ length }, (_, at) => lists.map((list) => list[at] ?? null)) };
  },
  examples: [
    {
      title: 'pairs',
      inputs: { list1: [1, 2, 3], list2: ['a', 'b', 'c'] },
      outputs: {
        list: [
          [1, 'a'],
          [2, 'b'],
          [3, 'c'],
        ],
      },
    },
    {
      title: 'a shorter list',
      inputs: { list1: [1, 2], list2: ['a'] },
      outputs: {
        list: [
          [1, 'a'],
          [2, null],
        ],
      },
    },
    { title: 'no lists', inputs: { list1: null, list2: [] }, outputs: { list: [] } },
  ],
};
