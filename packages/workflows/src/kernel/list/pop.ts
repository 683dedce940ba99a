import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** The last item and the list without it; null and nothing of an empty list. */
export const listPop: KernelFunction = {
  name: 'list:pop',
  title: 'Get Last Item',
  run: ({ inputs }) => {
    const list = listInput(inputs, 'list');
    return { list: list.slice(0, -1), item: list.at(-1) ?? null };
  },
  examples: [
    { title: 'two items', inputs: { list: ['a', 'b'] }, outputs: { list: ['a'], item: 'b' } },
    { title: 'an empty list', inputs: { list: [] }, outputs: { list: [], item: null } },
    { title: 'no list', inputs: { list: null }, outputs: { list: [], item: null } },
  ],
};
