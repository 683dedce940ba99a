import { checkListLength } from '../../values/bounds.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { allLists } from './list-inputs.ts';

/** All lists one after the other, duplicates kept. */
export const listConcat: KernelFunction = {
  name: 'list:concat',
  title: 'Combine All',
  run: ({ inputs }) => {
    const lists = allLists(inputs);
    checkListLength(lists.reduce((length, list) => length + list.length, 0));
    return { output: lists.flat() };
  },
  examples: [
    {
      title: 'two lists',
      inputs: { list1: ['Alan', 'Bob', 'Charles'], list2: ['Alicia', 'Brittany', 'Catherine'] },
      outputs: { output: ['Alan', 'Bob', 'Charles', 'Alicia', 'Brittany', 'Catherine'] },
    },
    { title: 'more lists', inputs: { list1: [1], list2: [2], more: [3] }, outputs: { output: [1, 2, 3] } },
    { title: 'duplicates stay', inputs: { list1: [1, 1], list2: [1] }, outputs: { output: [1, 1, 1] } },
    { title: 'lists in lists stay', inputs: { list1: [[1]], list2: [[2]] }, outputs: { output: [[1], [2]] } },
    { title: 'no list', inputs: { list1: null, list2: ['a'] }, outputs: { output: ['a'] } },
  ],
};
