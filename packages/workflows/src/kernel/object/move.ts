import { deepEqual } from '../../values/compare.ts';
import { getPath, setPath, toPath, unsetPath } from '../../values/path.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { treeInput } from './object-input.ts';

/** A copy in which a value has another key, the last one of its object; the same object when the source is missing. */
export const objectMove: KernelFunction = {
  name: 'object:move',
  title: 'Move',
  run: ({ inputs }) => {
    const object = treeInput(inputs, 'object');
    const source = toPath(inputs.get('source'));
    const destination = toPath(inputs.get('destination'));
    const removed = unsetPath(object, source);
    if (source === '' || destination === '' || deepEqual(removed, object)) return { output: object };
    return { output: setPath(unsetPath(removed, destination), destination, getPath(object, source)) };
  },
  examples: [
    {
      title: 'another name',
      inputs: { object: { one: 'hello', two: 'goodbye' }, source: 'one', destination: 'three' },
      outputs: { output: { two: 'goodbye', three: 'hello' } },
    },
    {
      title: 'into another object',
      inputs: { object: { a: { b: 1 }, c: {} }, source: 'a.b', destination: 'c.d' },
      outputs: { output: { a: {}, c: { d: 1 } } },
    },
    {
      title: 'over an existing key',
      inputs: { object: { a: 1, b: 2, c: 3 }, source: 'a', destination: 'b' },
      outputs: { output: { c: 3, b: 1 } },
    },
    {
      title: 'nothing there',
      inputs: { object: { a: 1 }, source: 'x', destination: 'y' },
      outputs: { output: { a: 1 } },
    },
  ],
};
