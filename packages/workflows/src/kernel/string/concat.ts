import { checkTextLength } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** All inputs, one after the other. */
export const stringConcat: KernelFunction = {
  name: 'string:concat',
  title: 'Concatenate',
  run: ({ inputs }) => {
    const texts = inputs.all(null).map(({ value }) => toText(value));
    checkTextLength(texts.reduce((length, text) => length + text.length, 0));
    return { output: texts.join('') };
  },
  examples: [
    {
      title: 'in the order of the card',
      inputs: { string1: 'John', string2: ' ', 'text 3': 'Smith' },
      outputs: { output: 'John Smith' },
    },
    { title: 'null is empty', inputs: { string1: 'a', string2: null }, outputs: { output: 'a' } },
    { title: 'numbers and booleans', inputs: { string1: 1, string2: true }, outputs: { output: '1true' } },
    {
      title: 'an instant',
      inputs: { string1: 'at ', string2: new Date('2026-01-02T03:04:05.006Z') },
      outputs: { output: 'at 2026-01-02T03:04:05.006Z' },
    },
    { title: 'nothing', inputs: {}, outputs: { output: '' } },
  ],
};
