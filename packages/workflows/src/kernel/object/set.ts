import { setPath, toPath } from '../../values/path.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { treeInput } from './object-input.ts';

/** A copy with a value at a path; what is missing on the way is made. A list of texts is a path of literal keys. */
export const objectSet: KernelFunction = {
  name: 'object:set',
  title: 'Set',
  run: ({ inputs }) => {
    const path = toPath(inputs.get('path'));
    // The empty path is the empty key here, for the whole object cannot be meant.
    return { output: setPath(treeInput(inputs, 'object'), path === '' ? [''] : path, inputs.get('value')) };
  },
  examples: [
    {
      title: 'another value',
      inputs: { object: { foo: '1' }, path: 'foo', value: '2' },
      outputs: { output: { foo: '2' } },
    },
    {
      title: 'a new key',
      inputs: { object: { foo: '1' }, path: 'bar', value: '2' },
      outputs: { output: { foo: '1', bar: '2' } },
    },
    {
      title: 'an item of a list',
      inputs: { object: { foo: ['0', '1', '2'] }, path: 'foo.1', value: '9' },
      outputs: { output: { foo: ['0', '9', '2'] } },
    },
    {
      title: 'objects on the way',
      inputs: { object: {}, path: 'a.b', value: 1 },
      outputs: { output: { a: { b: 1 } } },
    },
    {
      title: 'a list on the way',
      inputs: { object: {}, path: 'a.1', value: 1 },
      outputs: { output: { a: [null, 1] } },
    },
    {
      title: 'an existing key with a dot',
      inputs: { object: { 'a.b': 1 }, path: 'a.b', value: 2 },
      outputs: { output: { 'a.b': 2 } },
    },
    {
      title: 'literal keys',
      inputs: { object: {}, path: ['a.b', '0'], value: 1 },
      outputs: { output: { 'a.b': { '0': 1 } } },
    },
    { title: 'no object', inputs: { object: null, path: 'a', value: 1 }, outputs: { output: { a: 1 } } },
    {
      title: 'a position beyond every bound',
      inputs: { object: {}, path: 'a.999999999', value: 1 },
      error: 'A list of 1000000000 items exceeds the limit of 1000000; work on it in parts',
    },
  ],
};
