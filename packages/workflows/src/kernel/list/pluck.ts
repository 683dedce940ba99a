import { pathReader, toPath } from '../../values/path.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** What every item has at the path, null where there is none: as many values as items. */
export const listPluck: KernelFunction = {
  name: 'list:pluck',
  title: 'Pluck',
  run: ({ inputs }) => ({ values: listInput(inputs, 'list').map(pathReader(toPath(inputs.get('key')))) }),
  examples: [
    {
      title: 'a key of each object',
      inputs: {
        list: [
          { name: 'Bob', gender: 'male' },
          { name: 'Sarah', gender: 'female' },
        ],
        key: 'name',
      },
      outputs: { values: ['Bob', 'Sarah'] },
    },
    {
      title: 'a path',
      inputs: { list: [{ Profile: { Name: 'G1' } }, { Profile: { Name: 'G2' } }], key: 'Profile.Name' },
      outputs: { values: ['G1', 'G2'] },
    },
    { title: 'a missing key', inputs: { list: [{ a: 1 }, {}], key: 'a' }, outputs: { values: [1, null] } },
    {
      title: 'a key with a dot',
      inputs: { list: [{ 'a.b': 1 }, { a: { b: 2 } }], key: 'a.b' },
      outputs: { values: [1, 2] },
    },
    {
      title: 'a position',
      inputs: {
        list: [
          [1, 2],
          [3, 4],
        ],
        key: '1',
      },
      outputs: { values: [2, 4] },
    },
    { title: 'no inherited keys', inputs: { list: [{}], key: 'constructor' }, outputs: { values: [null] } },
    { title: 'no list', inputs: { list: null, key: 'a' }, outputs: { values: [] } },
  ],
};
