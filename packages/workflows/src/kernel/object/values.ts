import { toObject } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** The values of an object in the order of its keys. */
export const objectValues: KernelFunction = {
  name: 'object:values',
  title: 'Values',
  run: ({ inputs }) => ({ values: Object.values(toObject(inputs.get('object'))) }),
  examples: [
    {
      title: 'four values',
      inputs: { object: { Name: 'Emily', Age: '66', 'Hair Color': 'Brown', ID: '175' } },
      outputs: { values: ['Emily', '66', 'Brown', '175'] },
    },
    { title: 'nulls stay', inputs: { object: { a: null, b: { c: 1 } } }, outputs: { values: [null, { c: 1 }] } },
    { title: 'no object', inputs: { object: null }, outputs: { values: [] } },
  ],
};
