import { compilePattern } from '../../patterns/compile-pattern.ts';
import { toBoolean, toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/**
 * Replaces the first match of a regular expression, or all of them. What is no regular expression is looked for as plain text,
 * because flows write `{`, `}` and `\` (workflows-functions 5).
 */
export const stringReplace: KernelFunction = {
  name: 'string:replace',
  title: 'Replace',
  run: ({ inputs }) => {
    const sensitive = inputs.get('sensitive');
    const pattern = compilePattern(toText(inputs.get('src')), {
      global: toBoolean(inputs.get('global')),
      caseSensitive: sensitive === null || toBoolean(sensitive),
      orLiteral: true,
    });
    return { output: pattern.replace(toText(inputs.get('string')), toText(inputs.get('dest'))) };
  },
  examples: [
    {
      title: 'the first',
      inputs: { string: 'a-b-c', src: '-', dest: '+', global: false, sensitive: true },
      outputs: { output: 'a+b-c' },
    },
    { title: 'all', inputs: { string: 'a-b-c', src: '-', dest: '+', global: true }, outputs: { output: 'a+b+c' } },
    {
      title: 'a pattern',
      inputs: { string: 'Visa 123456780123', src: '\\d{8}', dest: '########' },
      outputs: { output: 'Visa ########0123' },
    },
    {
      title: 'whatever the case',
      inputs: { string: 'Test tEsT', src: 'test', dest: 'x', global: true, sensitive: false },
      outputs: { output: 'x x' },
    },
    {
      title: 'case counts unless it is switched off',
      inputs: { string: 'Test test', src: 'test', dest: 'x', global: true },
      outputs: { output: 'Test x' },
    },
    { title: 'nothing instead', inputs: { string: 'a b', src: ' ', dest: null }, outputs: { output: 'ab' } },
    { title: 'no match', inputs: { string: 'abc', src: 'z', dest: 'y' }, outputs: { output: 'abc' } },
    { title: 'a brace is plain text', inputs: { string: '{a}', src: '{', dest: '(' }, outputs: { output: '(a}' } },
    { title: 'a lone backslash too', inputs: { string: 'a\\b', src: '\\', dest: '/' }, outputs: { output: 'a/b' } },
    {
      title: 'groups of the match',
      inputs: { string: 'Smith, John', src: '(\\w+), (\\w+)', dest: '$2 $1' },
      outputs: { output: 'John Smith' },
    },
  ],
};
