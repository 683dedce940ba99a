import { FileValue } from '../../values/file-value.ts';
import { isList, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { onlyInput } from './only-input.ts';

/** The name of a value's type as exports write it: `string`, `number`, `boolean`, `Date`, `object`, `file`; also `list` and `null`. */
export const controlTypeof: KernelFunction = {
  name: 'control:typeof',
  title: 'Type Of',
  run: ({ inputs }) => ({ output: nameOfType(onlyInput(inputs)) }),
  examples: [
    { title: 'a text', inputs: { value: '1' }, outputs: { output: 'string' } },
    { title: 'a number', inputs: { value: 1 }, outputs: { output: 'number' } },
    { title: 'a truth value', inputs: { value: false }, outputs: { output: 'boolean' } },
    { title: 'an instant', inputs: { value: new Date(0) }, outputs: { output: 'Date' } },
    { title: 'an object', inputs: { value: {} }, outputs: { output: 'object' } },
    { title: 'a list', inputs: { value: [] }, outputs: { output: 'list' } },
    {
      title: 'a file',
      inputs: { value: new FileValue('a.csv', 'text/csv', new Uint8Array()) },
      outputs: { output: 'file' },
    },
    { title: 'nothing', inputs: { value: null }, outputs: { output: 'null' } },
  ],
};

function nameOfType(value: Value): string {
  if (value === null) return 'null';
  if (value instanceof Date) return 'Date';
  if (value instanceof FileValue) return 'file';
  return isList(value) ? 'list' : typeof value;
}
