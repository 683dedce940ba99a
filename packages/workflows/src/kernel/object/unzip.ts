import { toObject } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** The keys of an object, and its values in the same order. */
export const objectUnzip: KernelFunction = {
  name: 'object:unzip',
  title: 'Unzip',
  run: ({ inputs }) => {
    const object = toObject(inputs.get('object'));
    return { keys: Object.keys(object), values: Object.values(object) };
  },
  examples: [
    {
      title: 'keys with dots',
      inputs: { object: { 'first.name': 'John', 'last.name': 'Doe' } },
      outputs: { keys: ['first.name', 'last.name'], values: ['John', 'Doe'] },
    },
    {
      title: 'values of all types',
      inputs: { object: { a: null, b: [1] } },
      outputs: { keys: ['a', 'b'], values: [null, [1]] },
    },
    { title: 'no object', inputs: { object: null }, outputs: { keys: [], values: [] } },
  ],
};
