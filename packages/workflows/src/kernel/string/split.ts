import { checkList, MAX_LIST_LENGTH } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Cuts a text at a separator, which is plain text; parts are not trimmed. */
export const stringSplit: KernelFunction = {
  name: 'string:split',
  title: 'Split',
  run: ({ inputs, choices }) => {
    const blank = choices.blankSeparator === 'comma' ? ',' : '';
    const separator = toText(inputs.get('delimiter')) || blank;
    return { output: checkList(toText(inputs.get('string')).split(separator, MAX_LIST_LENGTH + 1)) };
  },
  examples: [
    {
      title: 'commas',
      inputs: { string: 'one,two,three', delimiter: ',' },
      outputs: { output: ['one', 'two', 'three'] },
    },
    {
      title: 'a longer separator',
      inputs: { string: 'This, is', delimiter: ', ' },
      outputs: { output: ['This', 'is'] },
    },
    { title: 'blanks stay', inputs: { string: 'a, b', delimiter: ',' }, outputs: { output: ['a', ' b'] } },
    { title: 'no separator in it', inputs: { string: 'abc', delimiter: '@' }, outputs: { output: ['abc'] } },
    { title: 'an empty text', inputs: { string: '', delimiter: ',' }, outputs: { output: [''] } },
    {
      title: 'the separator is no pattern',
      inputs: { string: 'a.b', delimiter: '.' },
      outputs: { output: ['a', 'b'] },
    },
    {
      title: 'a blank separator is a comma',
      inputs: { string: 'a,b', delimiter: '' },
      outputs: { output: ['a', 'b'] },
    },
    {
      title: 'a blank separator cuts between characters',
      inputs: { string: 'a,b', delimiter: null },
      choices: { blankSeparator: 'characters' },
      outputs: { output: ['a', ',', 'b'] },
    },
  ],
};
