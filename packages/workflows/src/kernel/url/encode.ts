import { toObject } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { encodeQuery } from './encode-query.ts';

/** An object as a query string. */
export const urlEncode: KernelFunction = {
  name: 'url:encode',
  title: 'Encode Query',
  run: ({ inputs }) => ({ output: encodeQuery(toObject(inputs.get('data'))) }),
  examples: [
    {
      title: 'blanks are %20',
      inputs: { data: { name: 'John Doe', region: 'North America' } },
      outputs: { output: 'name=John%20Doe&region=North%20America' },
    },
    {
      title: 'numbers, booleans, nothing',
      inputs: { data: { n: 1, b: false, x: null } },
      outputs: { output: 'n=1&b=false&x=' },
    },
    { title: 'a list repeats its key', inputs: { data: { a: [1, 'b c'] } }, outputs: { output: 'a=1&a=b%20c' } },
    { title: 'signs', inputs: { data: { 'a&b': 'ü=+' } }, outputs: { output: 'a%26b=%C3%BC%3D%2B' } },
    { title: 'an object inside', inputs: { data: { a: { b: 1 } } }, outputs: { output: 'a=' } },
    { title: 'empty', inputs: { data: {} }, outputs: { output: '' } },
  ],
};
