import { toNumber } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';
import { outOfBounds } from './out-of-bounds.ts';

/** The item at a position from 0. Outside the list: the error of the help, or null (`listAtOutOfRange`). */
export const listAt: KernelFunction = {
  name: 'list:at',
  title: 'At',
  run: ({ inputs, choices }) => {
    const list = listInput(inputs, 'list');
    const index = toNumber(inputs.get('index')) ?? 0;
    if (Number.isInteger(index) && index >= 0 && index < list.length) return { item: list[index] ?? null };
    if (choices.listAtOutOfRange === 'error') throw outOfBounds(index, list.length);
    return { item: null };
  },
  examples: [
    { title: 'first item', inputs: { list: ['one', 'two', 'three', 'four'], index: 0 }, outputs: { item: 'one' } },
    { title: 'third item', inputs: { list: [1, 2, 3, 4, 5], index: 2 }, outputs: { item: 3 } },
    { title: 'index as text', inputs: { list: ['a', 'b'], index: '1' }, outputs: { item: 'b' } },
    { title: 'no index is the first', inputs: { list: ['a', 'b'], index: null }, outputs: { item: 'a' } },
    { title: 'a single value is a list of one', inputs: { list: { id: 1 }, index: 0 }, outputs: { item: { id: 1 } } },
    { title: 'beyond the end', inputs: { list: [1, 2, 3, 4, 5], index: 6 }, error: 'Array index out of bounds' },
    { title: 'of an empty list', inputs: { list: [], index: 0 }, error: 'Array index out of bounds' },
    { title: 'of no list', inputs: { list: null, index: 0 }, error: 'Array index out of bounds' },
    { title: 'before the start', inputs: { list: [1], index: -1 }, error: 'Array index out of bounds' },
    { title: 'between two items', inputs: { list: [1, 2], index: 0.5 }, error: 'Array index out of bounds' },
    {
      title: 'null instead of an error, by choice',
      inputs: { list: [1], index: 6 },
      choices: { listAtOutOfRange: 'null' },
      outputs: { item: null },
    },
    {
      title: 'an index that is no number',
      inputs: { list: [1], index: 'first' },
      error: 'Invalid type conversion: text "first" cannot be used as number',
    },
  ],
};
