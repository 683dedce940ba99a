import { compareValues } from '../../values/compare.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** Whether a condition on two operands in their declared types holds (workflows-functions 1.5). */
export const booleanCompare: KernelFunction = {
  name: 'boolean:compare',
  title: 'Compare',
  run: ({ inputs, choices }) => {
    const operator = toText(inputs.get('operator'));
    return {
      result: compareValues(inputs.typed('left-operand'), operator, inputs.typed('right-operand'), choices),
    };
  },
  examples: [
    { title: 'numbers', inputs: { 'left-operand': 80, operator: '>', 'right-operand': 9 }, outputs: { result: true } },
    {
      title: 'texts',
      inputs: { 'left-operand': '80', operator: '>', 'right-operand': '9' },
      outputs: { result: false },
    },
    {
      title: 'a multiple',
      inputs: { 'left-operand': -4, operator: '%', 'right-operand': 4 },
      outputs: { result: true },
    },
    {
      title: 'no multiple',
      inputs: { 'left-operand': 7, operator: '%', 'right-operand': 4 },
      outputs: { result: false },
    },
    {
      title: 'a text in another',
      inputs: { 'left-operand': 'test', operator: 'in', 'right-operand': 'this is a test' },
      outputs: { result: true },
    },
    {
      title: 'a text not in another',
      inputs: { 'left-operand': 'i', operator: 'not in', 'right-operand': 'team' },
      outputs: { result: true },
    },
    {
      title: 'a key of an object',
      inputs: { 'left-operand': { a: null }, operator: 'has', 'right-operand': 'a' },
      outputs: { result: true },
    },
    {
      title: 'no inherited key',
      inputs: { 'left-operand': {}, operator: "doesn't have", 'right-operand': 'toString' },
      outputs: { result: true },
    },
    { title: 'every number is empty', inputs: { 'left-operand': 5, operator: 'is empty' }, outputs: { result: true } },
    {
      title: 'a blank is not empty',
      inputs: { 'left-operand': ' ', operator: 'is empty' },
      outputs: { result: false },
    },
    {
      title: 'a date is not empty',
      inputs: { 'left-operand': new Date(0), operator: 'is empty' },
      outputs: { result: false },
    },
    {
      title: 'a date is empty, by choice',
      inputs: { 'left-operand': new Date(0), operator: 'is empty' },
      choices: { dateIsEmpty: 'always' },
      outputs: { result: true },
    },
    {
      title: 'instants, one of them as text',
      inputs: {
        'left-operand': '2023-01-01T00:00:00Z',
        operator: '==',
        'right-operand': new Date('2023-01-01T00:00:00.000Z'),
      },
      outputs: { result: true },
    },
    {
      title: 'null is not less',
      inputs: { 'left-operand': null, operator: '<', 'right-operand': 1 },
      outputs: { result: false },
    },
    {
      title: 'no operator',
      inputs: { 'left-operand': 1, 'right-operand': 1 },
      error:
        'Unknown operator ""; use one of ==, !=, >=, <=, >, <, %, in, not in, has, doesn\'t have, is empty, is not empty, ===, !==',
    },
  ],
};
