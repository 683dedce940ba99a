import { isObject, setKey, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** The keys of all objects in one, later ones win; other items are left out. */
export const listCollapse: KernelFunction = {
  name: 'list:collapse',
  title: 'Collapse',
  run: ({ inputs }) => {
    const output: { [key: string]: Value } = {};
    for (const item of listInput(inputs, 'list')) {
      if (isObject(item)) for (const [key, value] of Object.entries(item)) setKey(output, key, value);
    }
    return { output };
  },
  examples: [
    {
      title: 'keys of all objects',
      inputs: { list: [{ a: 1 }, { b: 2 }, { c: 3 }] },
      outputs: { output: { a: 1, b: 2, c: 3 } },
    },
    { title: 'later keys win', inputs: { list: [{ a: 1, b: 1 }, { a: 2 }] }, outputs: { output: { a: 2, b: 1 } } },
    { title: 'null items', inputs: { list: [null, { a: 1 }] }, outputs: { output: { a: 1 } } },
    { title: 'an empty list', inputs: { list: [] }, outputs: { output: {} } },
  ],
};
