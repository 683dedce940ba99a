import { toList, toText } from '../../values/convert.ts';
import { getKey, isObject, setKey, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** An object of a list of `{key, value}`, the inverse of Split; later keys win, items that are no objects are left out. */
export const objectCollapse: KernelFunction = {
  name: 'object:collapse',
  title: 'Collapse',
  run: ({ inputs }) => {
    const output: { [key: string]: Value } = {};
    for (const item of toList(inputs.get('list'))) {
      if (isObject(item)) setKey(output, toText(getKey(item, 'key')), getKey(item, 'value'));
    }
    return { output };
  },
  examples: [
    {
      title: 'two keys',
      inputs: {
        list: [
          { key: 'foo', value: 'bar' },
          { key: 'baz', value: 'taz' },
        ],
      },
      outputs: { output: { foo: 'bar', baz: 'taz' } },
    },
    { title: 'keys with dots', inputs: { list: [{ key: 'a.b', value: 1 }] }, outputs: { output: { 'a.b': 1 } } },
    {
      title: 'later keys win',
      inputs: { list: [{ key: 'a', value: 1 }, { key: 'a' }] },
      outputs: { output: { a: null } },
    },
    { title: 'no list', inputs: { list: null }, outputs: { output: {} } },
  ],
};
