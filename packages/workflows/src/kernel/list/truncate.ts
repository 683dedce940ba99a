import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { integer, listInput } from './list-inputs.ts';

/** The first so many items. */
export const listTruncate: KernelFunction = {
  name: 'list:truncate',
  title: 'Truncate',
  run: ({ inputs }) => {
    const size = Math.max(integer(namedInput(inputs, 'size', 'length')) ?? 0, 0);
    return { 'truncated list': listInput(inputs, 'list').slice(0, size) };
  },
  examples: [
    { title: 'the first two', inputs: { list: [1, 2, 3], size: 2 }, outputs: { 'truncated list': [1, 2] } },
    { title: 'more than there are', inputs: { list: [1], size: 5 }, outputs: { 'truncated list': [1] } },
    { title: 'none', inputs: { list: [1], size: 0 }, outputs: { 'truncated list': [] } },
    { title: 'less than none', inputs: { list: [1, 2], size: -1 }, outputs: { 'truncated list': [] } },
  ],
};
