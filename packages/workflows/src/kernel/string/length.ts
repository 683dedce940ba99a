import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Length in UTF-16 units, as JavaScript counts. */
export const stringLength: KernelFunction = {
  name: 'string:length',
  title: 'Length',
  run: ({ inputs }) => ({ length: toText(inputs.get('string')).length }),
  examples: [
    { title: 'a text', inputs: { string: 'test 1' }, outputs: { length: 6 } },
    { title: 'a sign outside the basic plane counts twice', inputs: { string: '🙂' }, outputs: { length: 2 } },
    { title: 'a number', inputs: { string: 2026 }, outputs: { length: 4 } },
    { title: 'no text', inputs: { string: null }, outputs: { length: 0 } },
  ],
};
