import { createHash } from 'node:crypto';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';

/** SHA1 of a text, which is UTF-8, in hexadecimal. */
export const cryptoSha1: KernelFunction = {
  name: 'crypto:sha1',
  title: 'SHA1',
  run: ({ inputs }) => ({
    output: createHash('sha1')
      .update(toText(namedInput(inputs, 'text', 'string', 'data')), 'utf8')
      .digest('hex'),
  }),
  examples: [
    { title: 'a text', inputs: { text: 'Hello' }, outputs: { output: 'f7ff9e8b7bb2e09b70935a5d785e0cc5d9d0abf0' } },
    {
      title: 'beyond ASCII',
      inputs: { text: 'Grüße' },
      outputs: { output: 'f649751d6e1bb46f8c86a8e0300237c33df07074' },
    },
    { title: 'nothing', inputs: { text: null }, outputs: { output: 'da39a3ee5e6b4b0d3255bfef95601890afd80709' } },
  ],
};
