import type { ValueList } from '../../values/value.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { namedInput } from '../named-input.ts';
import { integer, listInput } from './list-inputs.ts';
import { outOfBounds } from './out-of-bounds.ts';

/** The list with two items in each other's place. Throws `out_of_bounds` for a position outside. */
export const listSwap: KernelFunction = {
  name: 'list:swap',
  title: 'Swap',
  run: ({ inputs }) => {
    const list = listInput(inputs, 'list');
    const first = positionIn(list, integer(namedInput(inputs, 'first position', 'first')));
    const second = positionIn(list, integer(namedInput(inputs, 'second position', 'second')));
    const swapped = list.slice();
    swapped[first] = list[second] ?? null;
    swapped[second] = list[first] ?? null;
    return { 'new list': swapped };
  },
  examples: [
    {
      title: 'first and third',
      inputs: { list: ['Alan', 'Alicia', 'Bethany', 'Bob'], 'first position': 0, 'second position': 2 },
      outputs: { 'new list': ['Bethany', 'Alicia', 'Alan', 'Bob'] },
    },
    {
      title: 'a position with itself',
      inputs: { list: [1, 2], 'first position': 1, 'second position': 1 },
      outputs: { 'new list': [1, 2] },
    },
    {
      title: 'a position outside the list',
      inputs: { list: [1, 2], 'first position': 0, 'second position': 2 },
      error: 'Array index out of bounds',
    },
  ],
};

function positionIn(list: ValueList, position: number | null): number {
  const at = position ?? 0;
  if (at < 0 || at >= list.length) throw outOfBounds(at, list.length);
  return at;
}
