import { compilePattern } from '../../patterns/compile-pattern.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Where a regular expression first matches; -1 when it does not. */
export const stringMatch: KernelFunction = {
  name: 'string:match',
  title: 'Find Pattern',
  run: ({ inputs }) => {
    const pattern = compilePattern(toText(inputs.get('target')), { global: false, caseSensitive: true });
    return { output: pattern.search(toText(inputs.get('string'))) };
  },
  examples: [
    { title: 'plain text', inputs: { string: 'testing_123', target: 'ing' }, outputs: { output: 4 } },
    { title: 'a class', inputs: { string: 'testing_123', target: '\\d' }, outputs: { output: 8 } },
    { title: 'a repetition', inputs: { string: 'testing_123', target: 'esting_\\d{3}' }, outputs: { output: 1 } },
    { title: 'looking ahead', inputs: { string: 'a1 b2', target: '[a-z](?=2)' }, outputs: { output: 3 } },
    { title: 'no match', inputs: { string: 'testing_123', target: 'hello' }, outputs: { output: -1 } },
    {
      title: 'no regular expression',
      inputs: { string: 'a', target: '(' },
      error:
        'Pattern /(/ is not a regular expression (Invalid regular expression: /(/: Unterminated group); correct it',
    },
  ],
};
