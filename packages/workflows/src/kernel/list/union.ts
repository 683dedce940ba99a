import { checkListLength } from '../../values/bounds.ts';
import type { Value } from '../../values/value.ts';
import { ValueSet } from '../../values/value-set.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { allLists } from './list-inputs.ts';

/** The items of all lists, each the first time it occurs. */
export const listUnion: KernelFunction = {
  name: 'list:union',
  title: 'Union (Combine Unique)',
  run: ({ inputs }) => {
    const union: Value[] = [];
    const known = new ValueSet();
    for (const list of allLists(inputs)) for (const item of list) if (known.add(item)) union.push(item);
    checkListLength(union.length);
    return { union };
  },
  examples: [
    {
      title: 'first occurrences',
      inputs: { list1: ['a', 'b'], list2: ['b', 'c'] },
      outputs: { union: ['a', 'b', 'c'] },
    },
    {
      title: 'objects by content',
      inputs: { list1: [{ a: 1 }], list2: [{ a: 1 }, { a: 2 }] },
      outputs: { union: [{ a: 1 }, { a: 2 }] },
    },
    { title: 'case counts', inputs: { list1: ['a'], list2: ['A'] }, outputs: { union: ['a', 'A'] } },
    {
      title: 'duplicates within a list',
      inputs: { list1: [1, 1], list2: null, more: [2] },
      outputs: { union: [1, 2] },
    },
  ],
};
