import { CardError } from '../../run/card-error.ts';
import { parseJson } from '../../values/convert.ts';
import type { Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** The value that JSON text says; what is no text is a value already. Throws `invalid_input` for text that is not JSON, also none. */
export const jsonParse: KernelFunction = {
  name: 'json:parse',
  title: 'Parse',
  run: ({ inputs }) => ({ output: parse(inputs.get('string') ?? '') }),
  examples: [
    {
      title: 'an object',
      inputs: { string: '{"a":"this","b":"that","c":"the other"}' },
      outputs: { output: { a: 'this', b: 'that', c: 'the other' } },
    },
    { title: 'a list', inputs: { string: '["this","that"]' }, outputs: { output: ['this', 'that'] } },
    { title: 'a scalar', inputs: { string: ' 5 ' }, outputs: { output: 5 } },
    { title: 'a value already', inputs: { string: { a: 1 } }, outputs: { output: { a: 1 } } },
    {
      title: 'no JSON',
      inputs: { string: '{a:1}' },
      error: 'Invalid JSON: "{a:1}" cannot be read; JSON needs keys and texts in double quotes',
    },
    { title: 'an empty text', inputs: { string: '' }, error: 'Invalid JSON: the text is empty' },
    { title: 'nothing', inputs: { string: null }, error: 'Invalid JSON: the text is empty' },
  ],
};

const SHOWN = 60;

function parse(value: Value): Value {
  if (typeof value !== 'string') return value;
  const parsed = parseJson(value);
  if (parsed !== undefined) return parsed;
  const shown = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
  const reason =
    value.trim() === '' ? 'the text is empty' : `"${shown}" cannot be read; JSON needs keys and texts in double quotes`;
  throw new CardError(`Invalid JSON: ${reason}`, { kind: 'invalid_input' });
}
