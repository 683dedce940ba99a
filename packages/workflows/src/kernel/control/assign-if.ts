import { compareValues } from '../../values/compare.ts';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';

/** One of two values, by a condition on operands in their declared types; the value is not converted (workflows-format 5.8). */
export const controlAssignIf: KernelFunction = {
  name: 'control:assignIf',
  title: 'Assign If',
  run: ({ inputs, choices }) => {
    const operator = toText(inputs.get('operator'));
    const holds = compareValues(inputs.typed('left-operand'), operator, inputs.typed('right-operand'), choices);
    return { output: inputs.get(holds ? 'valueIfTrue' : 'valueIfFalse') };
  },
  examples: [
    {
      title: 'true',
      inputs: { 'left-operand': 404, operator: '==', 'right-operand': 404, valueIfTrue: true, valueIfFalse: false },
      outputs: { output: true },
    },
    {
      title: 'texts compare as texts',
      inputs: { 'left-operand': '80', operator: '>', 'right-operand': '9', valueIfTrue: 'y', valueIfFalse: 'n' },
      outputs: { output: 'n' },
    },
    {
      title: 'no value for the case',
      inputs: { 'left-operand': null, operator: 'is empty', valueIfFalse: 1 },
      outputs: { output: null },
    },
    {
      title: 'a date is not empty',
      inputs: { 'left-operand': new Date(0), operator: 'is empty', valueIfTrue: 'empty', valueIfFalse: 'a date' },
      outputs: { output: 'a date' },
    },
    {
      title: 'a date is empty, by choice',
      inputs: { 'left-operand': new Date(0), operator: 'is empty', valueIfTrue: 'empty', valueIfFalse: 'a date' },
      choices: { dateIsEmpty: 'always' },
      outputs: { output: 'empty' },
    },
  ],
};
