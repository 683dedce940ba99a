import type { KernelFunction } from '../kernel-function.ts';
import { listInput } from './list-inputs.ts';

/** The list from its end to its start. */
export const listReverse: KernelFunction = {
  name: 'list:reverse',
  title: 'Reverse',
  run: ({ inputs }) => ({ 'reversed list': listInput(inputs, 'list').toReversed() }),
  examples: [
    { title: 'three items', inputs: { list: [1, 2, 3] }, outputs: { 'reversed list': [3, 2, 1] } },
    { title: 'an empty list', inputs: { list: [] }, outputs: { 'reversed list': [] } },
    { title: 'no list', inputs: { list: null }, outputs: { 'reversed list': [] } },
  ],
};
