import { ValueSet } from '../../values/value-set.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { allLists } from './list-inputs.ts';

/** The items which all lists have, once each, in the order of the first list. */
export const listIntersection: KernelFunction = {
  name: 'list:intersection',
  title: 'Intersection',
  run: ({ inputs }) => {
    const [first = [], ...others] = allLists(inputs);
    const sets = others.map((list) => {
      const set = new ValueSet();
      for (const item of list) set.add(item);
      return set;
    });
    const given = new ValueSet();
    return { list: first.filter((item) => sets.every((set) => set.has(item)) && given.add(item)) };
  },
  examples: [
    {
      title: 'order of the first list',
      inputs: { list1: ['a', 'b', 'c'], list2: ['c', 'a'] },
      outputs: { list: ['a', 'c'] },
    },
    { title: 'no duplicates', inputs: { list1: ['a', 'a'], list2: ['a'] }, outputs: { list: ['a'] } },
    {
      title: 'objects by content',
      inputs: { list1: [{ a: 1 }, { b: 1 }], list2: [{ b: 1 }] },
      outputs: { list: [{ b: 1 }] },
    },
    { title: 'three lists', inputs: { list1: [1, 2, 3], list2: [2, 3], more: [3] }, outputs: { list: [3] } },
    { title: 'an empty list', inputs: { list1: ['a'], list2: [] }, outputs: { list: [] } },
  ],
};
