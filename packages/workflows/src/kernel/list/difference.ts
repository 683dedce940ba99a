import type { Value } from '../../values/value.ts';
import { ValueSet } from '../../values/value-set.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { allLists } from './list-inputs.ts';

/** The items of the first list which are in none of the others; texts without regard to case, or with (`differenceCase`). */
export const listDifference: KernelFunction = {
  name: 'list:difference',
  title: 'Difference',
  run: ({ inputs, choices }) => {
    const [first = [], ...others] = allLists(inputs);
    const keyOf = choices.differenceCase === 'ignored' ? withoutCase : (item: Value) => item;
    const known = new ValueSet();
    for (const list of others) for (const item of list) known.add(keyOf(item));
    return { list: first.filter((item) => !known.has(keyOf(item))) };
  },
  examples: [
    {
      title: 'case is ignored',
      inputs: { list1: ['Beth', 'carla'], list2: ['beth'] },
      outputs: { list: ['carla'] },
    },
    {
      title: 'case is regarded, by choice',
      inputs: { list1: ['Beth', 'carla'], list2: ['beth'] },
      choices: { differenceCase: 'regarded' },
      outputs: { list: ['Beth', 'carla'] },
    },
    {
      title: 'objects by content',
      inputs: { list1: [{ a: 1, b: [2] }, { a: 3 }], list2: [{ b: [2], a: 1 }] },
      outputs: { list: [{ a: 3 }] },
    },
    { title: 'more lists', inputs: { list1: [1, 2, 3], list2: [1], more: [3] }, outputs: { list: [2] } },
    { title: 'a number is no text', inputs: { list1: [1, '1'], list2: ['1'] }, outputs: { list: [1] } },
    { title: 'duplicates of the first list stay', inputs: { list1: [1, 1, 2], list2: [2] }, outputs: { list: [1, 1] } },
    { title: 'an empty second list', inputs: { list1: ['a'], list2: null }, outputs: { list: ['a'] } },
  ],
};

function withoutCase(item: Value): Value {
  return typeof item === 'string' ? item.toLowerCase() : item;
}
