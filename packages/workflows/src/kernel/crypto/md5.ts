import { createHash } from 'node:crypto';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';

/** MD5 of a text, which is UTF-8, in hexadecimal. */
export const cryptoMd5: KernelFunction = {
  name: 'crypto:md5',
  title: 'MD5',
  run: ({ inputs }) => ({
    output: createHash('md5')
      .update(toText(namedInput(inputs, 'text', 'string', 'data')), 'utf8')
      .digest('hex'),
  }),
  examples: [
    { title: 'a text', inputs: { text: 'Hello' }, outputs: { output: '8b1a9953c4611296a827abf8c47804d7' } },
    { title: 'beyond ASCII', inputs: { text: 'Grüße' }, outputs: { output: '49c5f675b49037b6044b803ac9d1a6d7' } },
    { title: 'nothing', inputs: { text: null }, outputs: { output: 'd41d8cd98f00b204e9800998ecf8427e' } },
  ],
};
