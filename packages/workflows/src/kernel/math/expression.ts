import { toText } from '../../values/convert.ts';
import { evaluateFormula } from '../formula/evaluate-formula.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { checkNumber, numberInput } from './number-input.ts';

/** A formula over numbers, with `{{{key}}}` for the input of that key (workflows-functions 8). */
export const mathExpression: KernelFunction = {
  name: 'math:expression',
  title: 'Formula',
  isVolatile: true,
  run: ({ inputs, random }) => {
    const output = evaluateFormula(toText(inputs.get('_text_')), {
      input: (key) => (inputs.has(key) ? numberInput(inputs.get(key)) : null),
      random,
    });
    return { output: checkNumber(output) };
  },
  examples: [
    { title: 'a power', inputs: { _text_: '10^2' }, outputs: { output: 100 } },
    { title: 'powers from the right, before a sign', inputs: { _text_: '-2^3^2' }, outputs: { output: -512 } },
    { title: 'a negative power', inputs: { _text_: '2^-2' }, outputs: { output: 0.25 } },
    { title: 'a remainder', inputs: { _text_: '12%5' }, outputs: { output: 2 } },
    { title: 'a remainder has the sign of the divisor', inputs: { _text_: '-7 % 5' }, outputs: { output: 3 } },
    { title: 'a factorial', inputs: { _text_: '3!' }, outputs: { output: 6 } },
    { title: 'a factorial before a power', inputs: { _text_: '2^3!' }, outputs: { output: 64 } },
    { title: 'multiplication before addition', inputs: { _text_: '1 + 2 * 3 - 8 / 4' }, outputs: { output: 5 } },
    { title: 'parentheses', inputs: { _text_: '(1 + 2) * (3 - 8)' }, outputs: { output: -15 } },
    { title: 'functions', inputs: { _text_: 'abs(-10) + max(1, 2, 3) + round(2.5)' }, outputs: { output: 16 } },
    { title: 'pow and log', inputs: { _text_: 'pow(2,3) + log10(100) + log(8, 2)' }, outputs: { output: 13 } },
    { title: 'pi', inputs: { _text_: 'round(cos(pi))' }, outputs: { output: -1 } },
    { title: 'chance', inputs: { _text_: 'random(4) + random(10, 20)' }, outputs: { output: 13.5 } },
    { title: 'bits', inputs: { _text_: '6 & 3 | 8 ^| 1' }, outputs: { output: 11 } },
    { title: 'shifts after addition', inputs: { _text_: '1 << 2 + 1' }, outputs: { output: 8 } },
    { title: 'all bits turned', inputs: { _text_: '~5' }, outputs: { output: -6 } },
    { title: 'forms of numbers', inputs: { _text_: '1.5e3 + .5 + 2.' }, outputs: { output: 1502.5 } },
    { title: 'a comment', inputs: { _text_: '1 + # one\n 2 # two' }, outputs: { output: 3 } },
    {
      title: 'inputs',
      inputs: { _text_: '({{{x}}} + 11644473600000) * 10000', x: 0 },
      outputs: { output: 116444736000000000 },
    },
    { title: 'an input is a value, not source', inputs: { _text_: '2 * {{{x}}}^2', x: '-3' }, outputs: { output: 18 } },
    { title: 'a blank input is 0', inputs: { _text_: '1 + {{{x}}}', x: null }, outputs: { output: 1 } },
    {
      title: 'an input that is no number',
      inputs: { _text_: '{{{x}}}', x: '1+1' },
      error: 'Invalid type conversion: text "1+1" cannot be used as number',
    },
    {
      title: 'an input that is not there',
      inputs: { _text_: '1 + {{{y}}}' },
      error: 'Formula names the input "y", which the card does not have (character 5)',
    },
    { title: 'nothing', inputs: { _text_: '' }, error: 'Formula ends where a number is expected (character 1)' },
    {
      title: 'something missing',
      inputs: { _text_: '1 +' },
      error: 'Formula ends where a number is expected (character 4)',
    },
    { title: 'something left', inputs: { _text_: '1 2' }, error: 'Formula has "2" where it should end (character 3)' },
    {
      title: 'an unknown name',
      inputs: { _text_: 'sum(1)' },
      error:
        'Formula has the unknown name "sum"; it knows pi, abs, acos, asin, atan, ceil, cos, cosh, exp, floor, log, log10, max, min, pow, random, round, sin, sinh, sqrt, tan, tanh (character 1)',
    },
    { title: 'by zero', inputs: { _text_: '1/0' }, error: 'The result is too large for a number; use smaller numbers' },
    {
      title: 'no factorial',
      inputs: { _text_: '171!' },
      error: 'There is no factorial of 171; use a whole number from 0 to 170',
    },
  ],
};
