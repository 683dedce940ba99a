import { checkText } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Capital letters, in no language in particular. */
export const stringToUpperCase: KernelFunction = {
  name: 'string:toUpperCase',
  title: 'To Upper Case',
  run: ({ inputs }) => ({ output: checkText(toText(inputs.get('string')).toUpperCase()) }),
  examples: [
    { title: 'a text', inputs: { string: 'aBcdeFg' }, outputs: { output: 'ABCDEFG' } },
    { title: 'beyond ASCII', inputs: { string: 'straße' }, outputs: { output: 'STRASSE' } },
    { title: 'digits stay', inputs: { string: 'a1' }, outputs: { output: 'A1' } },
    { title: 'no text', inputs: { string: null }, outputs: { output: '' } },
  ],
};
