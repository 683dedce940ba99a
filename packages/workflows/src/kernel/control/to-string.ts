import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { onlyInput } from './only-input.ts';

/** The text of a value (workflows-format 4.2). */
export const controlToString: KernelFunction = {
  name: 'control:toString',
  title: 'To String',
  run: ({ inputs }) => ({ output: toText(onlyInput(inputs)) }),
  examples: [
    { title: 'a number', inputs: { value: 1.5 }, outputs: { output: '1.5' } },
    { title: 'a truth value', inputs: { value: true }, outputs: { output: 'true' } },
    { title: 'an instant', inputs: { value: new Date(0) }, outputs: { output: '1970-01-01T00:00:00.000Z' } },
    { title: 'an object', inputs: { value: { a: [null] } }, outputs: { output: '{"a":[null]}' } },
    { title: 'nothing', inputs: { value: null }, outputs: { output: '' } },
  ],
};
