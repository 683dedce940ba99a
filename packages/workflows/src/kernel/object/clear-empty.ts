import { toBoolean, toObject } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { clearObject } from './clear.ts';

/** A copy without the keys whose value is null, `""`, `{}` or `[]`; when `recursive` also in objects inside. */
export const objectClearEmpty: KernelFunction = {
  name: 'object:clearEmpty',
  title: 'Clear Empty',
  run: ({ inputs }) => ({
    output: clearObject(toObject(inputs.get('object')), toBoolean(inputs.get('recursive'))),
  }),
  examples: [
    {
      title: '0 and false stay',
      inputs: { object: { n: 0, b: false, x: null }, recursive: false },
      outputs: { output: { n: 0, b: false } },
    },
    {
      title: 'not in objects inside',
      inputs: { object: { a: { b: '', c: {} } }, recursive: false },
      outputs: { output: { a: { b: '', c: {} } } },
    },
    {
      title: 'in objects inside',
      inputs: { object: { a: { b: '', c: 1, d: { e: null, f: 2 } } }, recursive: true },
      outputs: { output: { a: { c: 1, d: { f: 2 } } } },
    },
    {
      title: 'objects that become empty',
      inputs: { object: { a: { b: { c: '' } }, d: 1 }, recursive: true },
      outputs: { output: { d: 1 } },
    },
    {
      title: 'lists stay as they are',
      inputs: { object: { a: [null, { b: '' }], c: [] }, recursive: true },
      outputs: { output: { a: [null, { b: '' }] } },
    },
    {
      title: 'a date stays',
      inputs: { object: { a: new Date(0) }, recursive: true },
      outputs: { output: { a: new Date(0) } },
    },
  ],
};
