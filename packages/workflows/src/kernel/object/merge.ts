import { toObject } from '../../values/convert.ts';
import { setKey, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** The keys of all inputs in evaluation order; the later value of a key wins, values are not merged themselves. */
export const objectMerge: KernelFunction = {
  name: 'object:merge',
  title: 'Merge',
  run: ({ inputs }) => {
    const output: { [key: string]: Value } = {};
    for (const input of inputs.all(null)) {
      for (const [key, value] of Object.entries(toObject(input.value))) setKey(output, key, value);
    }
    return { output };
  },
  examples: [
    {
      title: 'the later value wins',
      inputs: { start: { a: 1, b: 1 }, sink: { a: 2 }, 'object 3': {} },
      outputs: { output: { a: 2, b: 1 } },
    },
    {
      title: 'more objects',
      inputs: { start: { a: 1 }, sink: { b: 2 }, 'object 3': { c: 3 } },
      outputs: { output: { a: 1, b: 2, c: 3 } },
    },
    {
      title: 'objects inside are not merged',
      inputs: { start: { a: { x: 1 } }, sink: { a: { y: 2 } } },
      outputs: { output: { a: { y: 2 } } },
    },
    {
      title: 'null wins over a value',
      inputs: { start: { a: 1 }, sink: { a: null } },
      outputs: { output: { a: null } },
    },
    { title: 'no object', inputs: { start: null, sink: { a: 1 } }, outputs: { output: { a: 1 } } },
    { title: 'JSON text', inputs: { start: '{"a":1}', sink: '' }, outputs: { output: { a: 1 } } },
    {
      title: 'a number',
      inputs: { start: 5, sink: {} },
      error: 'Invalid type conversion: number cannot be used as object',
    },
  ],
};
