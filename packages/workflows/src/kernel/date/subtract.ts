import type { KernelFunction } from '../kernel-function.ts';
import { moveDate } from './move-date.ts';

/** A date so much earlier. */
export const dateSubtract: KernelFunction = {
  name: 'date:subtract',
  title: 'Subtract',
  run: ({ inputs }) => ({ output: moveDate(inputs, -1) }),
  examples: [
    {
      title: 'hours',
      inputs: { start: new Date('2016-09-19T17:00:00.000Z'), scale: 8, unit: 'hours' },
      outputs: { output: new Date('2016-09-19T09:00:00.000Z') },
    },
    {
      title: 'a month ends with a shorter month',
      inputs: { start: '2023-03-31T00:00:00.000Z', scale: 1, unit: 'months' },
      outputs: { output: new Date('2023-02-28T00:00:00.000Z') },
    },
    {
      title: 'a date of milliseconds, a number as text',
      inputs: { start: 86_400_000, scale: '1', unit: 'days' },
      outputs: { output: new Date('1970-01-01T00:00:00.000Z') },
    },
    {
      title: 'no date',
      inputs: { start: null, scale: 1, unit: 'days' },
      error: 'Input "start" needs a date; map one to it',
    },
  ],
};
