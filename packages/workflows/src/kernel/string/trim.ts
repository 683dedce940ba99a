import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Without white space at both ends. */
export const stringTrim: KernelFunction = {
  name: 'string:trim',
  title: 'Trim',
  run: ({ inputs }) => ({ output: toText(inputs.get('string')).trim() }),
  examples: [
    { title: 'blanks', inputs: { string: '    Hello, World  ' }, outputs: { output: 'Hello, World' } },
    { title: 'line ends, tabs, no-break spaces', inputs: { string: '\r\n\t\u00a0a b\n' }, outputs: { output: 'a b' } },
    { title: 'nothing but blanks', inputs: { string: '   ' }, outputs: { output: '' } },
    { title: 'no text', inputs: { string: null }, outputs: { output: '' } },
  ],
};
