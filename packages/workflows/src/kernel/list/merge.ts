import { checkParts, Walk } from '../../values/bounds.ts';
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
    checkParts(length, lists.length);
    const walk = new Walk();
    const merge = (first: Value, second: Value) => mergeTwo(first, second, walk);
    return { output: Array.from({ length }, (_, at) => lists.map((list) => list[at] ?? null).reduce(merge, null)) };
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

/** The walk counts keys: a million times the same object of a thousand keys is small until it is copied. */
function mergeTwo(first: Value, second: Value, walk: Walk): Value {
  if (second === null) return first;
  if (!isObject(first) || !isObject(second)) return second;
  const merged: { [key: string]: Value } = {};
  for (const object of [first, second]) {
    const entries = Object.entries(object);
    walk.enter(0, entries.length);
    for (const [key, value] of entries) setKey(merged, key, value);
  }
  return merged;
}
