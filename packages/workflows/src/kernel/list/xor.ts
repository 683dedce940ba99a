import type { Value } from '../../values/value.ts';
import { ValueSet } from '../../values/value-set.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { allLists } from './list-inputs.ts';

/** The items which exactly one of the lists has, once each. */
export const listXor: KernelFunction = {
  name: 'list:xor',
  title: 'XOR',
  run: ({ inputs }) => {
    const lists = allLists(inputs);
    const seen = new ValueSet();
    const shared = new ValueSet();
    const once: Value[] = [];
    for (const list of lists) {
      const own = new ValueSet();
      for (const item of list) {
        if (!own.add(item)) continue;
        if (seen.add(item)) once.push(item);
        else shared.add(item);
      }
    }
    return { list: once.filter((item) => !shared.has(item)) };
  },
  examples: [
    { title: 'what one list has', inputs: { list1: ['a', 'b'], list2: ['b', 'c'] }, outputs: { list: ['a', 'c'] } },
    { title: 'duplicates within a list', inputs: { list1: ['a', 'a'], list2: ['b'] }, outputs: { list: ['a', 'b'] } },
    { title: 'objects by content', inputs: { list1: [{ a: 1 }], list2: [{ a: 1 }] }, outputs: { list: [] } },
    { title: 'in two of three', inputs: { list1: [1, 2], list2: [2, 3], more: [3, 4] }, outputs: { list: [1, 4] } },
  ],
};
