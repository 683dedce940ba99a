import { toNumber, toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Where a text last stands in another, starting at `index` or before; -1 when it does not. */
export const stringLastIndexOf: KernelFunction = {
  name: 'string:lastIndexOf',
  title: 'Find Last',
  run: ({ inputs }) => {
    const index = toNumber(inputs.get('index')) ?? Number.POSITIVE_INFINITY;
    return { output: toText(inputs.get('string')).lastIndexOf(toText(inputs.get('substr')), index) };
  },
  examples: [
    {
      title: 'the last of several',
      inputs: { string: 'Mississippi', substr: 'ss', index: null },
      outputs: { output: 5 },
    },
    {
      title: 'at a place or before',
      inputs: { string: 'Mississippi', substr: 'ss', index: 4 },
      outputs: { output: 2 },
    },
    { title: 'only at the start', inputs: { string: 'Mississippi', substr: 'ss', index: 0 }, outputs: { output: -1 } },
    { title: 'not found', inputs: { string: 'Mississippi', substr: 'abc' }, outputs: { output: -1 } },
    { title: 'nothing to look for', inputs: { string: 'abc', substr: '' }, outputs: { output: 3 } },
  ],
};
