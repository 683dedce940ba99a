import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Where a text first stands in another; -1 when it does not. Case counts. */
export const stringFind: KernelFunction = {
  name: 'string:find',
  title: 'Find',
  run: ({ inputs }) => ({ output: toText(inputs.get('string')).indexOf(toText(inputs.get('substr'))) }),
  examples: [
    { title: 'found', inputs: { string: 'This is a test', substr: 'test' }, outputs: { output: 10 } },
    { title: 'the first of several', inputs: { string: 'a-b-c', substr: '-' }, outputs: { output: 1 } },
    { title: 'not found', inputs: { string: 'This is a test', substr: 'Test' }, outputs: { output: -1 } },
    { title: 'nothing to look for', inputs: { string: 'abc', substr: '' }, outputs: { output: 0 } },
    { title: 'no text', inputs: { string: null, substr: 'a' }, outputs: { output: -1 } },
  ],
};
