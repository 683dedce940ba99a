import { checkKeysLength } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import { pathReader, toPath } from '../../values/path.ts';
import { setKey, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** Lists of items by the text of what they have at the path. */
export const listGroupBy: KernelFunction = {
  name: 'list:groupBy',
  title: 'Group By',
  run: ({ inputs }) => {
    const read = pathReader(toPath(inputs.get('path')));
    const groups = new Map<string, Value[]>();
    let length = 0;
    for (const item of listInput(inputs, 'list')) {
      const key = toText(read(item));
      length = checkKeysLength(length + key.length);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
    const output: { [key: string]: Value } = {};
    for (const [key, group] of groups) setKey(output, key, group);
    return { output };
  },
  examples: [
    {
      title: 'by a number',
      inputs: { list: [{ a: 1 }, { a: 2 }, { a: 3 }, { a: 3 }, { a: 3 }], path: 'a' },
      outputs: { output: { '1': [{ a: 1 }], '2': [{ a: 2 }], '3': [{ a: 3 }, { a: 3 }, { a: 3 }] } },
    },
    {
      title: 'by a path',
      inputs: { list: [{ b: { d: 3 } }, { b: { d: 6 } }, { b: { d: 6, e: 1 } }], path: 'b.d' },
      outputs: { output: { '3': [{ b: { d: 3 } }], '6': [{ b: { d: 6 } }, { b: { d: 6, e: 1 } }] } },
    },
    {
      title: 'items without the key have the empty one',
      inputs: { list: [{}, { a: 'x' }, { a: null }], path: 'a' },
      outputs: { output: { '': [{}, { a: null }], x: [{ a: 'x' }] } },
    },
    {
      title: 'items themselves',
      inputs: { list: ['a', 'b', 'a'], path: '' },
      outputs: { output: { a: ['a', 'a'], b: ['b'] } },
    },
    {
      title: 'a key like a method',
      inputs: { list: ['constructor'], path: '' },
      outputs: { output: { constructor: ['constructor'] } },
    },
  ],
};
