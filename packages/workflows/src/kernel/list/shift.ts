import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** The first item and the list without it; null and nothing of an empty list. */
export const listShift: KernelFunction = {
  name: 'list:shift',
  title: 'Get First Item',
  run: ({ inputs }) => {
    const list = listInput(inputs, 'list');
    return { list: list.slice(1), item: list[0] ?? null };
  },
  examples: [
    { title: 'two items', inputs: { list: ['a', 'b'] }, outputs: { list: ['b'], item: 'a' } },
    { title: 'an empty list', inputs: { list: [] }, outputs: { list: [], item: null } },
    { title: 'no list', inputs: { list: null }, outputs: { list: [], item: null } },
  ],
};
