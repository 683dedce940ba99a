import { toObject } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { clearObject } from './clear.ts';

/** A copy without the keys whose value is null, `""`, `{}` or `[]`. */
export const objectFilter: KernelFunction = {
  name: 'object:filter',
  title: 'Filter',
  run: ({ inputs }) => ({ output: clearObject(toObject(inputs.get('object')), false) }),
  examples: [
    {
      title: 'only the top level',
      inputs: { object: { Name: 'Emily', Age: '', Settings: { test: {}, test2: 'value2' } } },
      outputs: { output: { Name: 'Emily', Settings: { test: {}, test2: 'value2' } } },
    },
    {
      title: '0 and false stay',
      inputs: { object: { n: 0, b: false, x: null, l: [] } },
      outputs: { output: { n: 0, b: false } },
    },
    { title: 'no object', inputs: { object: null }, outputs: { output: {} } },
  ],
};
