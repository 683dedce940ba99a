import { checkListLength, Walk } from '../../values/bounds.ts';
import { isList, type Value, type ValueList } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/**
 * The items of lists in lists in one list. Of all levels, as in the worked example of the help (workflows-functions 3); the table of
 * workflows-format 8.1 has one level.
 */
export const listFlatten: KernelFunction = {
  name: 'list:flatten',
  title: 'Flatten',
  run: ({ inputs }) => {
    const list: Value[] = [];
    flattenInto(list, listInput(inputs, 'lists'), 0, new Walk());
    return { list };
  },
  examples: [
    {
      title: 'a list of lists',
      inputs: {
        lists: [
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9],
        ],
      },
      outputs: { list: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    },
    {
      title: 'all levels',
      inputs: { lists: ['one', ['two', ['three', 'four'], 'five'], 'six'] },
      outputs: { list: ['one', 'two', 'three', 'four', 'five', 'six'] },
    },
    { title: 'objects stay', inputs: { lists: [[{ a: [1] }], []] }, outputs: { list: [{ a: [1] }] } },
    { title: 'nulls stay', inputs: { lists: [[null], null] }, outputs: { list: [null, null] } },
    { title: 'no list', inputs: { lists: null }, outputs: { list: [] } },
  ],
};

function flattenInto(target: Value[], list: ValueList, depth: number, walk: Walk): void {
  walk.enter(depth, list.length);
  for (const item of list) {
    if (isList(item)) flattenInto(target, item, depth + 1, walk);
    else target.push(item);
  }
  checkListLength(target.length);
}
