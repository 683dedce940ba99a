import { toPath, unsetPath } from '../../values/path.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { treeInput } from './object-input.ts';

/** A copy without what is at the path; the same object when nothing is. */
export const objectUnset: KernelFunction = {
  name: 'object:unset',
  title: 'Delete Key',
  run: ({ inputs }) => ({ output: unsetPath(treeInput(inputs, 'object'), toPath(inputs.get('path'))) }),
  examples: [
    { title: 'a key', inputs: { object: { foo: 1, bar: 2 }, path: 'foo' }, outputs: { output: { bar: 2 } } },
    {
      title: 'a path',
      inputs: { object: { a: 'one', b: { foo: 1, bar: 2 } }, path: 'b.foo' },
      outputs: { output: { a: 'one', b: { bar: 2 } } },
    },
    {
      title: 'literal keys',
      inputs: { object: { a: 'one', 'b.foo': { '7': 'bar', '8': 'baz' } }, path: ['b.foo', '7'] },
      outputs: { output: { a: 'one', 'b.foo': { '8': 'baz' } } },
    },
    { title: 'nothing there', inputs: { object: { a: 1 }, path: 'b.c' }, outputs: { output: { a: 1 } } },
    {
      title: 'a key inside an item of a list',
      inputs: { object: { foo: [{ bar: 1, baz: 2 }] }, path: 'foo.0.bar' },
      outputs: { output: { foo: [{ baz: 2 }] } },
    },
    {
      title: 'an item of a list leaves null',
      inputs: { object: { foo: [1, 2, 3] }, path: 'foo.1' },
      outputs: { output: { foo: [1, null, 3] } },
    },
    { title: 'no object', inputs: { object: null, path: 'a' }, outputs: { output: {} } },
  ],
};
