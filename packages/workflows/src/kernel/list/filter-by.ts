import type { KernelFunction } from '../kernel-function.ts';
import { itemCondition } from './condition.ts';
import { listInput } from './list-inputs.ts';

/** The items for which the condition holds; a missing path compares as null. */
export const listFilterBy: KernelFunction = {
  name: 'list:filterBy',
  title: 'Filter',
  run: (call) => ({ list: listInput(call.inputs, 'list').filter(itemCondition(call)) }),
  examples: [
    {
      title: 'numbers above 3',
      inputs: { list: [1, 2, 3, 4, 5, 6], operator: '>', path: null, comparison: 3 },
      outputs: { list: [4, 5, 6] },
    },
    {
      title: 'objects by a path',
      inputs: {
        list: [
          { name: 'Bob', gender: 'male' },
          { name: 'Sarah', gender: 'female' },
        ],
        operator: '==',
        path: 'gender',
        comparison: 'female',
      },
      outputs: { list: [{ name: 'Sarah', gender: 'female' }] },
    },
    {
      title: '"in" asks whether the item is inside the comparison',
      inputs: { list: ['No-code Builders', 'Admins', 'code'], operator: 'in', path: '', comparison: 'No-code' },
      outputs: { list: ['code'] },
    },
    {
      title: 'what is not empty',
      inputs: { list: [{ a: '' }, { a: 'x' }, {}], operator: 'is not empty', path: 'a', comparison: '' },
      outputs: { list: [{ a: 'x' }] },
    },
    {
      title: 'every number is empty, as documented',
      inputs: { list: [{ a: 1 }, { a: 'x' }], operator: 'is empty', path: 'a', comparison: '' },
      outputs: { list: [{ a: 1 }] },
    },
    {
      title: 'a date is not empty',
      inputs: { list: [new Date(0), null], operator: 'is not empty', path: '', comparison: '' },
      outputs: { list: [new Date(0)] },
    },
    {
      title: 'a date is empty, by choice',
      inputs: { list: [new Date(0), null], operator: 'is not empty', path: '', comparison: '' },
      choices: { dateIsEmpty: 'always' },
      outputs: { list: [] },
    },
    {
      title: 'loosely equal',
      inputs: { list: [1, '1', true], operator: '==', path: '', comparison: '1' },
      outputs: { list: [1, '1', true] },
    },
    {
      title: 'equal and of the same type',
      inputs: { list: [1, '1', true], operator: '===', path: '', comparison: '1' },
      outputs: { list: ['1'] },
    },
    {
      title: 'instants as text against a date',
      inputs: {
        list: [{ at: '2023-01-01' }, { at: '2024-01-01' }, { at: null }],
        operator: '>=',
        path: 'at',
        comparison: new Date('2023-06-01T00:00:00.000Z'),
      },
      outputs: { list: [{ at: '2024-01-01' }] },
    },
    {
      title: 'no list',
      inputs: { list: null, operator: '==', path: 'a', comparison: 1 },
      outputs: { list: [] },
    },
    {
      title: 'an operator nobody knows',
      inputs: { list: [], operator: '=~', path: '', comparison: '' },
      error:
        'Unknown operator "=~"; use one of ==, !=, >=, <=, >, <, %, in, not in, has, doesn\'t have, is empty, is not empty, ===, !==',
    },
  ],
};
