import { toNumber } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** The sum of all numbers; blank items count nothing. Throws `type_conversion` for what is no number. */
export const listSum: KernelFunction = {
  name: 'list:sum',
  title: 'Sum',
  run: ({ inputs }) => ({
    sum: listInput(inputs, 'list').reduce<number>((total, item) => total + (toNumber(item) ?? 0), 0),
  }),
  examples: [
    { title: 'three numbers', inputs: { list: [1, 2, 3] }, outputs: { sum: 6 } },
    { title: 'an empty list', inputs: { list: [] }, outputs: { sum: 0 } },
    { title: 'numbers as text and blanks', inputs: { list: ['1.5', '', null, 2] }, outputs: { sum: 3.5 } },
    {
      title: 'a text that is no number',
      inputs: { list: [1, 'potato'] },
      error: 'Invalid type conversion: text "potato" cannot be used as number',
    },
  ],
};
