import type { KernelFunction } from '../kernel-function.ts';
import { integer, listInput } from './list-inputs.ts';

/** So many items of different positions, by chance; all of them, shuffled, when there are not more. */
export const listSample: KernelFunction = {
  name: 'list:sample',
  title: 'Sample',
  isVolatile: true,
  run: ({ inputs, random }) => {
    const pool = listInput(inputs, 'list').slice();
    const amount = Math.min(Math.max(integer(inputs.get('amount')) ?? 0, 0), pool.length);
    for (let at = 0; at < amount; at++) {
      const drawn = at + Math.floor(random() * (pool.length - at));
      [pool[at], pool[drawn]] = [pool[drawn] ?? null, pool[at] ?? null];
    }
    return { samples: pool.slice(0, amount) };
  },
  examples: [
    { title: 'more than there are', inputs: { list: ['a'], amount: 3 }, outputs: { samples: ['a'] } },
    { title: 'equal items', inputs: { list: ['a', 'a', 'a'], amount: 2 }, outputs: { samples: ['a', 'a'] } },
    { title: 'none', inputs: { list: [1, 2, 3], amount: 0 }, outputs: { samples: [] } },
    { title: 'less than none', inputs: { list: [1, 2, 3], amount: -1 }, outputs: { samples: [] } },
    { title: 'no list', inputs: { list: null, amount: 1 }, outputs: { samples: [] } },
  ],
};
