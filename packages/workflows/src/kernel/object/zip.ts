import { checkKeysLength } from '../../values/bounds.ts';
import { toList, toText } from '../../values/convert.ts';
import { setKey, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** An object of a list of keys, taken literally, and a list of values; a key without a value has null. */
export const objectZip: KernelFunction = {
  name: 'object:zip',
  title: 'Zip',
  run: ({ inputs }) => {
    const values = toList(inputs.get('values'));
    const object: { [key: string]: Value } = {};
    let length = 0;
    for (const [at, item] of toList(inputs.get('keys')).entries()) {
      const key = toText(item);
      length = checkKeysLength(length + key.length);
      setKey(object, key, values[at] ?? null);
    }
    return { object };
  },
  examples: [
    {
      title: 'keys with dots',
      inputs: { keys: ['first.name', 'last.name'], values: ['John', 'Doe'] },
      outputs: { object: { 'first.name': 'John', 'last.name': 'Doe' } },
    },
    {
      title: 'more keys than values',
      inputs: { keys: ['a', 'b'], values: [1] },
      outputs: { object: { a: 1, b: null } },
    },
    { title: 'more values than keys', inputs: { keys: ['a'], values: [1, 2] }, outputs: { object: { a: 1 } } },
    { title: 'no lists', inputs: { keys: null, values: null }, outputs: { object: {} } },
  ],
};
