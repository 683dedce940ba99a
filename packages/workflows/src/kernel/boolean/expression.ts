import { toBoolean, toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { evaluate } from './expression/evaluate.ts';
import { parseExpression } from './expression/parse.ts';

/** The truth of an expression in `_text_`, which names other inputs of the card, bare or as `{{{key}}}`. Runs no code. */
export const booleanExpression: KernelFunction = {
  name: 'boolean:expression',
  title: 'Expression',
  run: ({ inputs, choices }) => ({
    output: toBoolean(evaluate(parseExpression(toText(inputs.get('_text_'))), { inputs, choices })),
  }),
  examples: [
    { title: 'of the help', inputs: { _text_: 'true and (true or false) and (4>pi)' }, outputs: { output: true } },
    { title: 'and binds tighter than or', inputs: { _text_: 'true or false and false' }, outputs: { output: true } },
    { title: 'not binds looser than comparisons', inputs: { _text_: 'not 1 > 2' }, outputs: { output: true } },
    { title: 'either of two', inputs: { _text_: 'true xor true' }, outputs: { output: false } },
    { title: 'arithmetic', inputs: { _text_: '2 + 3 * 2^3^0 - -1 == 18 / 2' }, outputs: { output: true } },
    { title: 'a remainder', inputs: { _text_: '7 mod 4 = 3' }, outputs: { output: true } },
    {
      title: 'inputs by name',
      inputs: { _text_: 'age >= 18 && !blocked', age: '21', blocked: 'false' },
      outputs: { output: true },
    },
    {
      title: 'inputs by placeholder',
      inputs: { _text_: '{{{x-1}}} == "a b"', 'x-1': 'a b' },
      outputs: { output: true },
    },
    { title: 'a number alone', inputs: { _text_: '0' }, outputs: { output: false } },
    {
      title: 'an input nobody added',
      inputs: { _text_: 'constructor == 1' },
      error: 'Invalid expression at 1: there is no input "constructor"',
    },
    { title: 'an open bracket', inputs: { _text_: '(1 > 2' }, error: 'Invalid expression at 7: ")" is missing' },
    { title: 'two values', inputs: { _text_: '1 2' }, error: 'Invalid expression at 3: an operator is missing here' },
    { title: 'no value', inputs: { _text_: '1 > ' }, error: 'Invalid expression at 5: a value is missing at the end' },
    { title: 'no text', inputs: { _text_: '' }, error: 'Invalid expression at 1: a value is missing at the end' },
    { title: 'a foreign sign', inputs: { _text_: 'a; b' }, error: 'Invalid expression at 2: ";" means nothing' },
  ],
};
