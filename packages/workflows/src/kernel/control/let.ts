import { setKey, type Value } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Outputs of the same keys and values as the author's inputs. */
export const controlLet: KernelFunction = {
  name: 'control:let',
  title: 'Assign',
  run: ({ inputs }) => {
    const outputs: { [key: string]: Value } = {};
    for (const { key, value } of inputs.custom(null)) setKey(outputs, key, value);
    return outputs;
  },
  examples: [
    {
      title: 'three values',
      inputs: { tableName: 'Zips', n: 0, b: true },
      outputs: { tableName: 'Zips', n: 0, b: true },
    },
    { title: 'keys with dots stay', inputs: { 'a.b': [1], c: null }, outputs: { 'a.b': [1], c: null } },
    { title: 'nothing', inputs: {}, outputs: {} },
  ],
};
