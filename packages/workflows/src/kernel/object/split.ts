import { toObject } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** A list of `{key, value}`, one for each key. */
export const objectSplit: KernelFunction = {
  name: 'object:split',
  title: 'Split',
  run: ({ inputs }) => ({
    list: Object.entries(toObject(inputs.get('object'))).map(([key, value]) => ({ key, value })),
  }),
  examples: [
    {
      title: 'two keys',
      inputs: { object: { foo: 'bar', baz: 'taz' } },
      outputs: {
        list: [
          { key: 'foo', value: 'bar' },
          { key: 'baz', value: 'taz' },
        ],
      },
    },
    {
      title: 'values of all types',
      inputs: { object: { a: null, b: [1] } },
      outputs: {
        list: [
          { key: 'a', value: null },
          { key: 'b', value: [1] },
        ],
      },
    },
    { title: 'no object', inputs: { object: null }, outputs: { list: [] } },
  ],
};
