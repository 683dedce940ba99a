import { toList } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { integer } from './list-inputs.ts';

/** The first so many items, and the others. */
export const listSplit: KernelFunction = {
  name: 'list:split',
  title: 'Split',
  run: ({ inputs }) => {
    const list = toList(namedInput(inputs, 'list', 'List'));
    const count = Math.max(integer(namedInput(inputs, 'position', 'Split after position')) ?? 0, 0);
    return { 'List 1': list.slice(0, count), 'List 2': list.slice(count) };
  },
  examples: [
    {
      title: 'after the second',
      inputs: { list: ['Alan', 'Bob', 'Charles', 'Alicia', 'Brittany', 'Catherine'], position: 2 },
      outputs: { 'List 1': ['Alan', 'Bob'], 'List 2': ['Charles', 'Alicia', 'Brittany', 'Catherine'] },
    },
    {
      title: 'names of the card',
      inputs: { List: [1, 2], 'Split after position': 1 },
      outputs: { 'List 1': [1], 'List 2': [2] },
    },
    { title: 'beyond the end', inputs: { list: [1], position: 5 }, outputs: { 'List 1': [1], 'List 2': [] } },
    { title: 'before the start', inputs: { list: [1], position: -1 }, outputs: { 'List 1': [], 'List 2': [1] } },
  ],
};
