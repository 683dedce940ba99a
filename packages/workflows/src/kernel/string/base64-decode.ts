import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** The UTF-8 text that base64 holds. Characters that are not of the alphabet are passed over, as Node does. */
export const stringBase64Decode: KernelFunction = {
  name: 'string:base64Decode',
  title: 'Base64 Decode',
  run: ({ inputs }) => ({ output: Buffer.from(toText(inputs.get('string')), 'base64').toString('utf8') }),
  examples: [
    { title: 'a text', inputs: { string: 'SGVsbG8=' }, outputs: { output: 'Hello' } },
    { title: 'a blank, which no field can hold', inputs: { string: 'IA==' }, outputs: { output: ' ' } },
    { title: 'without padding', inputs: { string: 'SGVsbG8' }, outputs: { output: 'Hello' } },
    { title: 'the alphabet of URLs', inputs: { string: 'Pz8_Pg' }, outputs: { output: '???>' } },
    { title: 'empty', inputs: { string: '' }, outputs: { output: '' } },
  ],
};
