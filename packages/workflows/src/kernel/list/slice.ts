import type { KernelFunction } from '../kernel-function.ts';
import { integer, listInput } from './list-inputs.ts';

/** The items from `start` up to but not `end`; negative positions count from the end, a blank end is the end of the list. */
export const listSlice: KernelFunction = {
  name: 'list:slice',
  title: 'Slice',
  run: ({ inputs }) => {
    const start = integer(inputs.get('start')) ?? 0;
    const end = integer(inputs.get('end')) ?? undefined;
    return { slice: listInput(inputs, 'list').slice(start, end) };
  },
  examples: [
    { title: 'start and end', inputs: { list: [0, 1, 2, 3, 4, 5], start: 1, end: 4 }, outputs: { slice: [1, 2, 3] } },
    {
      title: 'to the end',
      inputs: { list: [0, 1, 2, 3, 4, 5], start: 2, end: null },
      outputs: { slice: [2, 3, 4, 5] },
    },
    { title: 'a blank end', inputs: { list: [0, 1, 2], start: 1, end: '' }, outputs: { slice: [1, 2] } },
    { title: 'the last two', inputs: { list: [0, 1, 2, 3], start: -2, end: null }, outputs: { slice: [2, 3] } },
    { title: 'beyond the list', inputs: { list: [0, 1], start: 5, end: 9 }, outputs: { slice: [] } },
    { title: 'no list', inputs: { list: null, start: 0, end: 1 }, outputs: { slice: [] } },
  ],
};
