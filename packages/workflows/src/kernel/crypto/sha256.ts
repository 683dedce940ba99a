import { createHash } from 'node:crypto';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';

/** SHA256 of a text, which is UTF-8, in hexadecimal. */
export const cryptoSha256: KernelFunction = {
  name: 'crypto:sha256',
  title: 'SHA256',
  run: ({ inputs }) => ({
    output: createHash('sha256')
      .update(toText(namedInput(inputs, 'text', 'string', 'data')), 'utf8')
      .digest('hex'),
  }),
  examples: [
    {
      title: 'a text',
      inputs: { text: 'Hello' },
      outputs: { output: '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969' },
    },
    {
      title: 'beyond ASCII',
      inputs: { text: 'Grüße' },
      outputs: { output: 'f83e039796c6453a10f5519e39fd113901572316a1a8ea07cb525d2801dfd074' },
    },
    {
      title: 'nothing',
      inputs: { text: null },
      outputs: { output: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
    },
  ],
};
