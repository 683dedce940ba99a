import { getPath } from '../../values/path.ts';
import { setKey, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { treeInput } from './object-input.ts';

/** Every wanted output has the value at the path that is its name. */
export const objectPick: KernelFunction = {
  name: 'object:pick',
  title: 'Get Multiple',
  run: ({ inputs, outputs }) => {
    const object = treeInput(inputs, 'object');
    const picked: { [key: string]: Value } = {};
    for (const { group, key } of outputs) if (group === null) setKey(picked, key, getPath(object, key));
    return picked;
  },
  examples: [
    {
      title: 'keys and paths',
      inputs: {
        object: {
          product: 'a123',
          parts: [{ partno: 12 }, { partno: 16 }, { partno: 27 }],
          inventory: { instock: 12, ordered: 10 },
        },
      },
      wanted: ['product', 'parts.1.partno', 'inventory', 'inventory.ordered'],
      outputs: {
        product: 'a123',
        'parts.1.partno': 16,
        inventory: { instock: 12, ordered: 10 },
        'inventory.ordered': 10,
      },
    },
    { title: 'nothing there', inputs: { object: { a: 1 } }, wanted: ['z'], outputs: { z: null } },
    {
      title: 'a key with a dot',
      inputs: { object: { '@odata.nextLink': 'https://graph/next', value: [] } },
      wanted: ['@odata.nextLink'],
      outputs: { '@odata.nextLink': 'https://graph/next' },
    },
    { title: 'of a list', inputs: { object: [{ user_id: 7 }] }, wanted: ['0.user_id'], outputs: { '0.user_id': 7 } },
    { title: 'no object', inputs: { object: null }, wanted: ['a', 'b.c'], outputs: { a: null, 'b.c': null } },
    { title: 'nothing wanted', inputs: { object: { a: 1 } }, outputs: {} },
  ],
};
