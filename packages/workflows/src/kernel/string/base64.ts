import { checkText } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Base64 of the text's UTF-8, standard alphabet with padding. */
export const stringBase64: KernelFunction = {
  name: 'string:base64',
  title: 'Base64',
  run: ({ inputs }) => ({ output: checkText(Buffer.from(toText(inputs.get('string')), 'utf8').toString('base64')) }),
  examples: [
    { title: 'a text', inputs: { string: 'Hello' }, outputs: { output: 'SGVsbG8=' } },
    { title: 'beyond ASCII', inputs: { string: 'Grüße' }, outputs: { output: 'R3LDvMOfZQ==' } },
    { title: 'the standard alphabet', inputs: { string: '???>' }, outputs: { output: 'Pz8/Pg==' } },
    { title: 'empty', inputs: { string: null }, outputs: { output: '' } },
  ],
};
