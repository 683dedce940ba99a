import { checkText, checkTextLength } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** The texts of all items with a delimiter between them; null is the empty text. */
export const listJoin: KernelFunction = {
  name: 'list:join',
  title: 'List to Text',
  run: ({ inputs }) => {
    const delimiter = toText(inputs.get('delimiter'));
    let string = '';
    for (const [at, item] of listInput(inputs, 'list').entries()) {
      string += at === 0 ? toText(item) : delimiter + toText(item);
      checkTextLength(string.length);
    }
    return { string: checkText(string) };
  },
  examples: [
    { title: 'comma and blank', inputs: { list: ['a', 'b', 'c'], delimiter: ', ' }, outputs: { string: 'a, b, c' } },
    { title: 'without a delimiter', inputs: { list: ['a', 'b'], delimiter: '' }, outputs: { string: 'ab' } },
    {
      title: 'all types',
      inputs: { list: [1, true, null, new Date(0), { a: [1] }], delimiter: '|' },
      outputs: { string: '1|true||1970-01-01T00:00:00.000Z|{"a":[1]}' },
    },
    { title: 'no list', inputs: { list: null, delimiter: ',' }, outputs: { string: '' } },
  ],
};
