import { isObject, type Value, type ValueList } from '../../values/value.ts';
import type { KernelCall, KernelFunction } from '../kernel-function.ts';
import { itemCondition } from './condition.ts';
import { listInput } from './list-inputs.ts';

/** The first item for which the condition holds and its position; none is -1, with `{}` where objects are looked for, else null. */
export const listFindBy: KernelFunction = {
  name: 'list:findBy',
  title: 'Find',
  run: (call) => {
    const list = listInput(call.inputs, 'list');
    const index = list.findIndex(itemCondition(call));
    return { item: index === -1 ? nothing(call, list) : (list[index] ?? null), index };
  },
  examples: [
    {
      title: 'the first number above 30',
      inputs: { list: [1, 22, 30, 4, 35, 46], operator: '>', path: null, comparison: 30 },
      outputs: { item: 35, index: 4 },
    },
    {
      title: 'an object by a path',
      inputs: {
        list: [
          { name: 'Bob', department: 'Sales' },
          { name: 'Sarah', department: 'Engineering' },
        ],
        operator: '==',
        path: 'department',
        comparison: 'Engineering',
      },
      outputs: { item: { name: 'Sarah', department: 'Engineering' }, index: 1 },
    },
    {
      title: 'no such object',
      inputs: {
        list: [{ name: 'Bob', department: 'Sales' }],
        operator: '==',
        path: 'department',
        comparison: 'Marketing',
      },
      outputs: { item: {}, index: -1 },
    },
    {
      title: 'no such text',
      inputs: { list: ['a'], operator: '==', path: '', comparison: 'b' },
      outputs: { item: null, index: -1 },
    },
    {
      title: 'an empty list',
      inputs: { list: [], operator: '==', path: '', comparison: 'b' },
      outputs: { item: null, index: -1 },
    },
  ],
};

/** By the declared type of the output; where none is declared, by the first item. */
function nothing({ outputs }: KernelCall, list: ValueList): Value {
  const item = outputs.find(({ key }) => key === 'item');
  const isOfObjects = item === undefined || item.type === '*' ? isObject(list[0] ?? null) : item.type === 'object';
  return isOfObjects && item?.isList !== true ? {} : null;
}
