import { toNumber, toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/**
 * The text from `start` to before `end`, in UTF-16 units, as JavaScript's `substring`. Without an end it gives what Okta documents,
 * the text before the start, unless the switch says otherwise (workflows-functions 5).
 */
export const stringSubstr: KernelFunction = {
  name: 'string:substr',
  title: 'Text Segment',
  run: ({ inputs, choices }) => {
    const text = toText(inputs.get('string'));
    const missingEnd = choices.textSegmentEnd === 'zero' ? 0 : text.length;
    return { output: text.substring(toNumber(inputs.get('start')) ?? 0, toNumber(inputs.get('end')) ?? missingEnd) };
  },
  examples: [
    { title: 'start and end', inputs: { string: 'Example', start: 3, end: 5 }, outputs: { output: 'mp' } },
    { title: 'no start', inputs: { string: 'Example', start: null, end: 3 }, outputs: { output: 'Exa' } },
    {
      title: 'no end counts as 0, as documented',
      inputs: { string: 'Example', start: 2, end: null },
      outputs: { output: 'Ex' },
    },
    {
      title: 'no end is the end of the text',
      inputs: { string: 'Example', start: 2, end: null },
      choices: { textSegmentEnd: 'length' },
      outputs: { output: 'ample' },
    },
    {
      title: 'an end of 0 is 0 whatever the switch',
      inputs: { string: 'Example', start: 2, end: 0 },
      choices: { textSegmentEnd: 'length' },
      outputs: { output: 'Ex' },
    },
    {
      title: 'an end after the text',
      inputs: { string: 'Example', start: 0, end: 99 },
      outputs: { output: 'Example' },
    },
    {
      title: 'a negative start counts as 0',
      inputs: { string: 'Example', start: -3, end: 2 },
      outputs: { output: 'Ex' },
    },
    {
      title: 'start and end change places',
      inputs: { string: 'Example', start: 5, end: 3 },
      outputs: { output: 'mp' },
    },
    { title: 'positions as text', inputs: { string: 'Example', start: '1', end: '3' }, outputs: { output: 'xa' } },
  ],
};
