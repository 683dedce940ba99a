import { toJsonText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Compact JSON text of a value; instants are ISO 8601. Throws `limit_exceeded` when it is too long or too deep. */
export const jsonStringify: KernelFunction = {
  name: 'json:stringify',
  title: 'Stringify',
  run: ({ inputs }) => ({ output: toJsonText(inputs.get('object')) }),
  examples: [
    {
      title: 'an object',
      inputs: { object: { id: '00un26wnom930KZKX0h7', profile: { firstName: 'John' } } },
      outputs: { output: '{"id":"00un26wnom930KZKX0h7","profile":{"firstName":"John"}}' },
    },
    { title: 'a list', inputs: { object: [1, 'a', null] }, outputs: { output: '[1,"a",null]' } },
    { title: 'a text has quotes', inputs: { object: 'a "b"' }, outputs: { output: '"a \\"b\\""' } },
    {
      title: 'an instant',
      inputs: { object: { at: new Date(0) } },
      outputs: { output: '{"at":"1970-01-01T00:00:00.000Z"}' },
    },
    { title: 'nothing', inputs: { object: null }, outputs: { output: 'null' } },
  ],
};
