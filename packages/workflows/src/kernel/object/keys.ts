import { toObject } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** The keys of an object as JavaScript orders them: whole numbers first and ascending, then the others as they came. */
export const objectKeys: KernelFunction = {
  name: 'object:keys',
  title: 'Keys',
  run: ({ inputs }) => ({ keys: Object.keys(toObject(inputs.get('object'))) }),
  examples: [
    { title: 'two keys', inputs: { object: { b: 1, a: { c: 2 } } }, outputs: { keys: ['b', 'a'] } },
    { title: 'numbers come first', inputs: { object: { x: 1, '2': 1, '1': 1 } }, outputs: { keys: ['1', '2', 'x'] } },
    { title: 'positions of a list', inputs: { object: ['a', 'b'] }, outputs: { keys: ['0', '1'] } },
    { title: 'no object', inputs: { object: null }, outputs: { keys: [] } },
  ],
};
