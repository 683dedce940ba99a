import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { encodeUri } from './encode-uri.ts';

/** A text for a place in a URL, as JavaScript's `encodeURIComponent`. */
export const urlEncodeComponent: KernelFunction = {
  name: 'url:encodeComponent',
  title: 'Encode Component',
  run: ({ inputs }) => ({ output: encodeUri(toText(namedInput(inputs, 'string', 'text'))) }),
  examples: [
    { title: 'signs', inputs: { string: 'a b&c=d/e?f' }, outputs: { output: 'a%20b%26c%3Dd%2Fe%3Ff' } },
    { title: 'signs that stay', inputs: { string: "-_.!~*'()" }, outputs: { output: "-_.!~*'()" } },
    { title: 'beyond ASCII', inputs: { string: 'ü🙂' }, outputs: { output: '%C3%BC%F0%9F%99%82' } },
    { title: 'nothing', inputs: { string: null }, outputs: { output: '' } },
    {
      title: 'half of a pair',
      inputs: { string: '\ud83d' },
      error: 'Text holds half of a surrogate pair, which no URL can carry; remove it',
    },
  ],
};
