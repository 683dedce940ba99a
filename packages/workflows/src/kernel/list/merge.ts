import { isObject, setKey, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { allLists } from './list-inputs.ts';

/** Objects of the same position in one; keys of later lists win, and what a longer list has beyond is kept. */
export const listMerge: KernelFunction = {
  name: 'list:merge',
  title: 'Merge',
  run: ({ inputs }) => {
    const lists = allLists(inputs);
    const length = lists.reduce((longest, list) => Math.max(longest, list.length), 0);
    return {
      output: Array.from({ length }, (_, at) => lists.map((list) => list[at] ?? null).reduce(mergeTwo, null)),
    };
  },
  examples: [
    {
      title: 'objects of the same position',
      inputs: {
        list1: [
          { name: 'Bob', age: 20 },
          { name: 'Jane', age: 25 },
        ],
        list2: [
          { name: 'Bob', height: 62 },
          { name: 'Jane', height: 65 },
        ],
      },
      outputs: {
        output: [
          { name: 'Bob', age: 20, height: 62 },
          { name: 'Jane', age: 25, height: 65 },
        ],
      },
    },
    { title: 'later lists win', inputs: { list1: [{ a: 1 }], list2: [{ a: 2 }] }, outputs: { output: [{ a: 2 }] } },
    {
      title: 'lists of different lengths',
      inputs: { list1: [{ a: 1 }], list2: [{ b: 1 }, { b: 2 }] },
      outputs: { output: [{ a: 1, b: 1 }, { b: 2 }] },
    },
    { title: 'no second list', inputs: { list1: [{ a: 1 }], list2: null }, outputs: { output: [{ a: 1 }] } },
  ],
};

function mergeTwo(first: Value, second: Value): Value {
  if (second === null) return first;
  if (!isObject(first) || !isObject(second)) return second;
  const merged: { [key: string]: Value } = {};
  for (const [key, value] of Object.entries(first)) setKey(merged, key, value);
  for (const [key, value] of Object.entries(second)) setKey(merged, key, value);
  return merged;
}
