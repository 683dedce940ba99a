import { checkKeysLength } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import { pathReader, toPath } from '../../values/path.ts';
import { setKey, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { listInput } from './list-inputs.ts';

/** An object of one path's values by another path's texts; later items win. */
export const listIndexBy: KernelFunction = {
  name: 'list:indexBy',
  title: 'Index By',
  run: ({ inputs }) => {
    const readKey = pathReader(toPath(namedInput(inputs, 'keyPath', 'key path')));
    const readValue = pathReader(toPath(namedInput(inputs, 'valuePath', 'value path')));
    const output: { [key: string]: Value } = {};
    let length = 0;
    for (const item of listInput(inputs, 'list')) {
      const key = toText(readKey(item));
      length = checkKeysLength(length + key.length);
      setKey(output, key, readValue(item));
    }
    return { output };
  },
  examples: [
    {
      title: 'names and values',
      inputs: {
        list: [
          { fieldname: 'x', myvalue: 'one' },
          { fieldname: 'y', myvalue: 'two' },
          { fieldname: 'z', myvalue: 'three' },
        ],
        keyPath: 'fieldname',
        valuePath: 'myvalue',
      },
      outputs: { output: { x: 'one', y: 'two', z: 'three' } },
    },
    {
      title: 'the last of a name wins',
      inputs: {
        list: [
          { k: 'a', v: 1 },
          { k: 'a', v: 2 },
        ],
        keyPath: 'k',
        valuePath: 'v',
      },
      outputs: { output: { a: 2 } },
    },
    {
      title: 'without a value path: the items',
      inputs: { list: [{ k: 1 }], keyPath: 'k', valuePath: '' },
      outputs: { output: { '1': { k: 1 } } },
    },
    { title: 'an empty list', inputs: { list: [], keyPath: 'k', valuePath: 'v' }, outputs: { output: {} } },
  ],
};
