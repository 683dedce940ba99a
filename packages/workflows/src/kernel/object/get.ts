import { getPath, toPath } from '../../values/path.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { treeInput } from './object-input.ts';

/** The value at a path, null when there is none. A list of texts is a path of literal keys. */
export const objectGet: KernelFunction = {
  name: 'object:get',
  title: 'Get',
  run: ({ inputs }) => ({ output: getPath(treeInput(inputs, 'object'), toPath(inputs.get('path'))) }),
  examples: [
    { title: 'a key', inputs: { object: { a: 'one', b: 'two', c: 17 }, path: 'b' }, outputs: { output: 'two' } },
    { title: 'a path', inputs: { object: { a: { b: 'this', c: 'that' } }, path: 'a.c' }, outputs: { output: 'that' } },
    { title: 'nothing there', inputs: { object: { a: 1 }, path: 'x.y' }, outputs: { output: null } },
    { title: 'a key with a dot', inputs: { object: { 'a.b': 1 }, path: 'a.b' }, outputs: { output: 1 } },
    {
      title: 'a key with a dot before a path',
      inputs: { object: { 'a.b': 1, a: { b: 2 } }, path: 'a.b' },
      outputs: { output: 1 },
    },
    { title: 'an item of a list', inputs: { object: { a: [5, 6] }, path: 'a.1' }, outputs: { output: 6 } },
    { title: 'of a list', inputs: { object: [{ type: 'x' }], path: '0.type' }, outputs: { output: 'x' } },
    {
      title: 'literal keys',
      inputs: { object: { 'a.b': { '0': 'x' } }, path: ['a.b', '0'] },
      outputs: { output: 'x' },
    },
    { title: 'no path', inputs: { object: { a: 1 }, path: '' }, outputs: { output: { a: 1 } } },
    { title: 'no object', inputs: { object: null, path: 'a' }, outputs: { output: null } },
    { title: 'JSON text', inputs: { object: '{"a":{"b":1}}', path: 'a.b' }, outputs: { output: 1 } },
    { title: 'no inherited keys', inputs: { object: {}, path: '__proto__' }, outputs: { output: null } },
    {
      title: 'a text that is no object',
      inputs: { object: 'potato', path: 'a' },
      error: 'Invalid type conversion: text "potato" cannot be used as object',
    },
  ],
};
