import type { Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { integer, listInput } from './list-inputs.ts';

/** A list of lists of at most so many items; none for a size below 1. */
export const listChunk: KernelFunction = {
  name: 'list:chunk',
  title: 'Chunk',
  run: ({ inputs }) => {
    const list = listInput(inputs, 'list');
    const size = integer(namedInput(inputs, 'size', 'chunk size')) ?? 0;
    const chunks: Value[] = [];
    if (size >= 1) for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
    return { chunks };
  },
  examples: [
    {
      title: 'the last chunk is shorter',
      inputs: { list: [1, 2, 3, 4, 5], size: 2 },
      outputs: { chunks: [[1, 2], [3, 4], [5]] },
    },
    { title: 'a size beyond the list', inputs: { list: [1, 2], size: 10 }, outputs: { chunks: [[1, 2]] } },
    { title: 'an empty list', inputs: { list: [], size: 2 }, outputs: { chunks: [] } },
    { title: 'a size of 0', inputs: { list: [1, 2], size: 0 }, outputs: { chunks: [] } },
  ],
};
