import { PathWriter } from '../../values/path.ts';
import { setKey, type Value } from '../../values/value.ts';
import type { KernelFunction, NamedValue } from '../kernel-function.ts';

/** An object of the author's inputs. A key with dots makes objects and lists inside, or stays one key (`constructDots`). */
export const objectConstruct: KernelFunction = {
  name: 'object:construct',
  title: 'Construct',
  run: ({ inputs, choices }) => {
    const fields = inputs.custom(null);
    const nests = choices.constructDots === 'nested' && fields.some(({ key }) => key.includes('.'));
    return { output: nests ? nested(fields) : flat(fields) };
  },
  examples: [
    {
      title: 'keys and values of all types',
      inputs: { 'First name': 'Jane', 'Last name': 'Smith', Age: 29, Loyalty: true },
      outputs: { output: { 'First name': 'Jane', 'Last name': 'Smith', Age: 29, Loyalty: true } },
    },
    { title: 'empty values stay', inputs: { a: '', b: null }, outputs: { output: { a: '', b: null } } },
    { title: 'nothing', inputs: {}, outputs: { output: {} } },
    {
      title: 'dots make objects and lists',
      inputs: { 'schedule.type': 'ONCE', 'fields.0.text': 'a', 'fields.1.text': 'b', name: 'c' },
      outputs: { output: { schedule: { type: 'ONCE' }, fields: [{ text: 'a' }, { text: 'b' }], name: 'c' } },
    },
    {
      title: 'dots stay in the key, by choice',
      inputs: { 'a.b': 1 },
      choices: { constructDots: 'literal' },
      outputs: { output: { 'a.b': 1 } },
    },
    {
      title: 'a key inside an object of another input',
      inputs: { a: { b: 1 }, 'a.c': 2 },
      outputs: { output: { a: { b: 1, c: 2 } } },
    },
    { title: 'a path through a text', inputs: { a: 'text', 'a.b': 1 }, outputs: { output: { a: { b: 1 } } } },
    {
      title: 'names that every object has',
      inputs: { constructor: 1, 'constructor.prototype.a': 2, 'toString.x': 3 },
      outputs: { output: { constructor: { prototype: { a: 2 } }, toString: { x: 3 } } },
    },
  ],
};

function flat(fields: readonly NamedValue[]): Value {
  const output: { [key: string]: Value } = {};
  for (const { key, value } of fields) setKey(output, key, value);
  return output;
}

function nested(fields: readonly NamedValue[]): Value {
  const writer = new PathWriter({});
  // A list path is literal, also the empty key, which as text would mean everything.
  for (const { key, value } of fields) writer.set(key.includes('.') ? key : [key], value);
  return writer.value;
}
