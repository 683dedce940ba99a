import moment from 'moment-timezone';
import type { KernelFunction } from '../kernel-function.ts';
import { dateInput } from './date-input.ts';

/**
 * How much later `start` is than `end`, in each unit with its parts: the card labels `start` "end date" and `end` "start date". The
 * help says so (workflows-functions 6); the table of workflows-format 8.1 has whole units.
 */
export const dateDiff: KernelFunction = {
  name: 'date:diff',
  title: 'Difference',
  run: ({ inputs }) => {
    const later = moment.utc(dateInput(inputs, 'start'));
    const earlier = moment.utc(dateInput(inputs, 'end'));
    const difference = (unit: 'days' | 'months' | 'years' | 'hours' | 'minutes' | 'seconds' | 'milliseconds') =>
      later.diff(earlier, unit, true);
    return {
      days: difference('days'),
      months: difference('months'),
      years: difference('years'),
      hours: difference('hours'),
      minutes: difference('minutes'),
      seconds: difference('seconds'),
      milliseconds: difference('milliseconds'),
    };
  },
  examples: [
    {
      title: 'a year',
      inputs: { start: '2023-03-01T00:00:00.000Z', end: '2022-03-01T00:00:00.000Z' },
      outputs: {
        days: 365,
        months: 12,
        years: 1,
        hours: 8760,
        minutes: 525600,
        seconds: 31536000,
        milliseconds: 31536000000,
      },
    },
    {
      title: 'parts of units',
      inputs: { start: new Date('2023-01-01T12:00:00.000Z'), end: new Date('2023-01-01T00:00:00.000Z') },
      outputs: {
        days: 0.5,
        months: 0.016129032258064516,
        years: 0.0013440860215053762,
        hours: 12,
        minutes: 720,
        seconds: 43200,
        milliseconds: 43200000,
      },
    },
    {
      title: 'negative when "start" is earlier',
      inputs: { start: '2022-02-01T00:00:00Z', end: '2022-03-01T00:00:00Z' },
      outputs: {
        days: -28,
        months: -1,
        years: -0.08333333333333333,
        hours: -672,
        minutes: -40320,
        seconds: -2419200,
        milliseconds: -2419200000,
      },
    },
    {
      title: 'none',
      inputs: { start: '2022-02-01', end: '2022-02-01' },
      outputs: { days: 0, months: 0, years: 0, hours: 0, minutes: 0, seconds: 0, milliseconds: 0 },
    },
    { title: 'one date', inputs: { start: '2022-02-01', end: null }, error: 'Input "end" needs a date; map one to it' },
  ],
};
