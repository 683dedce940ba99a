import { checkKeysLength } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import { pathReader, toPath } from '../../values/path.ts';
import type { Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/**
 * The first item of each value at the path. The order is that of keys of a JavaScript object, as all documented results have it:
 * whole numbers first and ascending, then the others as they came (workflows-functions 3, "order quirk").
 */
export const listUniqueBy: KernelFunction = {
  name: 'list:uniqueBy',
  title: 'Remove Duplicates',
  run: ({ inputs }) => {
    const read = pathReader(toPath(inputs.get('path')));
    // Without a prototype, so that `__proto__` is a key like others.
    const firsts: { [key: string]: Value } = Object.create(null);
    let length = 0;
    for (const item of listInput(inputs, 'list')) {
      const key = toText(read(item));
      length = checkKeysLength(length + key.length);
      if (!(key in firsts)) firsts[key] = item;
    }
    return { 'unique list': Object.values(firsts) };
  },
  examples: [
    {
      title: 'whole numbers come ascending',
      inputs: { list: [9, 80, 1, 9, 20, 1], path: '' },
      outputs: { 'unique list': [1, 9, 20, 80] },
    },
    {
      title: 'objects by a path',
      inputs: {
        list: [
          { name: 'Nicole', value: 10 },
          { name: 'Sarah', value: 20 },
          { name: 'Emily', value: 10 },
        ],
        path: 'value',
      },
      outputs: {
        'unique list': [
          { name: 'Nicole', value: 10 },
          { name: 'Sarah', value: 20 },
        ],
      },
    },
    {
      title: 'texts in the order they came',
      inputs: { list: [{ name: 'b' }, { name: 'a' }, { name: 'b' }], path: 'name' },
      outputs: { 'unique list': [{ name: 'b' }, { name: 'a' }] },
    },
    {
      title: 'names of every object',
      inputs: { list: ['__proto__', 'constructor', '__proto__'], path: '' },
      outputs: { 'unique list': ['__proto__', 'constructor'] },
    },
    { title: 'no list', inputs: { list: null, path: 'a' }, outputs: { 'unique list': [] } },
  ],
};
