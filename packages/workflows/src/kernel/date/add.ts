import type { KernelFunction } from '../kernel-function.ts';
import { moveDate } from './move-date.ts';

/** A date so much later. */
export const dateAdd: KernelFunction = {
  name: 'date:add',
  title: 'Add',
  run: ({ inputs }) => ({ output: moveDate(inputs, 1) }),
  examples: [
    {
      title: 'hours',
      inputs: { start: new Date('2016-09-19T09:00:00.000Z'), scale: 8, unit: 'hours' },
      outputs: { output: new Date('2016-09-19T17:00:00.000Z') },
    },
    {
      title: 'a month ends with a shorter month',
      inputs: { start: '2023-01-31T00:00:00.000Z', scale: 1, unit: 'months' },
      outputs: { output: new Date('2023-02-28T00:00:00.000Z') },
    },
    {
      title: 'a year after a leap day',
      inputs: { start: '2024-02-29T00:00:00.000Z', scale: 1, unit: 'years' },
      outputs: { output: new Date('2025-02-28T00:00:00.000Z') },
    },
    {
      title: 'less than nothing',
      inputs: { start: '2023-01-01T00:00:00Z', scale: -1, unit: 'milliseconds' },
      outputs: { output: new Date('2022-12-31T23:59:59.999Z') },
    },
    {
      title: 'parts of an hour count',
      inputs: { start: '2023-01-01T00:00:00Z', scale: 1.5, unit: 'hours' },
      outputs: { output: new Date('2023-01-01T01:30:00.000Z') },
    },
    {
      title: 'parts of a day are rounded',
      inputs: { start: '2023-01-01T00:00:00Z', scale: 1.5, unit: 'days' },
      outputs: { output: new Date('2023-01-03T00:00:00.000Z') },
    },
    {
      title: 'the clock of no zone is put forward',
      inputs: { start: '2023-03-12T08:00:00Z', scale: '1', unit: 'weeks' },
      outputs: { output: new Date('2023-03-19T08:00:00.000Z') },
    },
    {
      title: 'nothing is added without a number',
      inputs: { start: '2023-01-01T00:00:00Z', scale: null, unit: 'days' },
      outputs: { output: new Date('2023-01-01T00:00:00.000Z') },
    },
    {
      title: 'no date',
      inputs: { start: '', scale: 1, unit: 'days' },
      error: 'Input "start" needs a date; map one to it',
    },
    {
      title: 'an unknown unit',
      inputs: { start: '2023-01-01', scale: 1, unit: 'fortnights' },
      error:
        '"fortnights" is no unit of time; use one of milliseconds, seconds, minutes, hours, days, weeks, months, years',
    },
    {
      title: 'beyond what dates can be',
      inputs: { start: '2023-01-01', scale: 1e9, unit: 'years' },
      error: 'The date is more than 271,821 years away; use a smaller number',
    },
  ],
};
