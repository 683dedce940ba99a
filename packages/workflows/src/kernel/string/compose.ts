import { checkTextLength } from '../../values/bounds.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { splitTemplate } from '../template.ts';

/** A template with `{{{key}}}` for the text of the input of that key, as it is (workflows-format 4.3). */
export const stringCompose: KernelFunction = {
  name: 'string:compose',
  title: 'Compose',
  run: ({ inputs }) => {
    const parts: string[] = [];
    let length = 0;
    for (const part of splitTemplate(toText(inputs.get('_text_')), (key) => inputs.has(key))) {
      const text = part.type === 'text' ? part.text : toText(inputs.get(part.key));
      length += text.length;
      checkTextLength(length);
      parts.push(text);
    }
    return { output: parts.join('') };
  },
  examples: [
    {
      title: 'several inputs',
      inputs: { _text_: "q=LocationId='{{{a}}}'&n={{{b}}}", a: 'SEA', b: 5 },
      outputs: { output: "q=LocationId='SEA'&n=5" },
    },
    {
      title: 'nothing is escaped, and what was put in is not read again',
      inputs: { _text_: '<b>{{{a}}}</b>', a: '<i>&{{{a}}}$&' },
      outputs: { output: '<b><i>&{{{a}}}$&</b>' },
    },
    { title: 'null is empty', inputs: { _text_: '[{{{a}}}]', a: null }, outputs: { output: '[]' } },
    { title: 'a boolean', inputs: { _text_: '{{{a}}}', a: true }, outputs: { output: 'true' } },
    { title: 'an object', inputs: { _text_: 'is {{{a}}}', a: { x: [1] } }, outputs: { output: 'is {"x":[1]}' } },
    {
      title: 'braces of JSON around a placeholder',
      inputs: { _text_: '{"a":{"b":{{{x}}}}}', x: 1 },
      outputs: { output: '{"a":{"b":1}}' },
    },
    { title: 'a name without an input stays', inputs: { _text_: 'a {{{b}}} c' }, outputs: { output: 'a {{{b}}} c' } },
    { title: 'an empty template', inputs: { _text_: '' }, outputs: { output: '' } },
  ],
};
