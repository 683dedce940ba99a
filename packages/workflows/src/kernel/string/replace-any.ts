import { compilePattern } from '../../patterns/compile-pattern.ts';
import { toBoolean, toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Replaces the matches of several regular expressions, one after the other, by the same text. */
export const stringReplaceAny: KernelFunction = {
  name: 'string:replaceAny',
  title: 'Replace Patterns',
  groups: ['patterns'],
  run: ({ inputs }) => {
    const global = inputs.get('global');
    const caseSensitive = inputs.get('case sensitive');
    const options = {
      global: global === null || toBoolean(global),
      caseSensitive: caseSensitive === null || toBoolean(caseSensitive),
      orLiteral: true,
    };
    const replacement = toText(inputs.get('replacement'));
    let text = toText(inputs.get('text'));
    for (const { value } of inputs.all('patterns')) {
      const source = toText(value);
      if (source !== '') text = compilePattern(source, options).replace(text, replacement);
    }
    return { output: text };
  },
  examples: [
    {
      title: 'several patterns',
      inputs: { text: '~a~b', replacement: '', global: true, 'case sensitive': true, patterns: { p1: '~', p2: 'b' } },
      outputs: { output: 'a' },
    },
    {
      title: 'only the first match of each',
      inputs: { text: 'aabb', replacement: '-', global: false, patterns: { p1: 'a', p2: 'b' } },
      outputs: { output: '-a-b' },
    },
    {
      title: 'whatever the case',
      inputs: { text: 'aAbB', replacement: '-', 'case sensitive': false, patterns: { p1: 'a' } },
      outputs: { output: '--bB' },
    },
    {
      title: 'a later pattern sees what an earlier one left',
      inputs: { text: 'abc', replacement: 'c', patterns: { p1: 'a', p2: 'cb' } },
      outputs: { output: 'cc' },
    },
    {
      title: 'an empty pattern does nothing',
      inputs: { text: 'ab', replacement: '-', patterns: { p1: '' } },
      outputs: { output: 'ab' },
    },
    { title: 'no patterns', inputs: { text: 'ab', replacement: '-' }, outputs: { output: 'ab' } },
  ],
};
