import type { KernelFunction } from '../kernel-function.ts';
import { dateInput } from './date-input.ts';

/** ISO 8601 in UTC, with milliseconds and `Z`. */
export const dateIso: KernelFunction = {
  name: 'date:iso',
  title: 'ISO',
  run: ({ inputs }) => ({ output: dateInput(inputs, 'start').toISOString() }),
  examples: [
    {
      title: 'an instant',
      inputs: { start: new Date('2016-09-07T16:55:25.670Z') },
      outputs: { output: '2016-09-07T16:55:25.670Z' },
    },
    {
      title: 'another offset',
      inputs: { start: '2016-09-07T16:55:25+02:00' },
      outputs: { output: '2016-09-07T14:55:25.000Z' },
    },
    {
      title: 'a day is its beginning in UTC',
      inputs: { start: '1/1/18' },
      outputs: { output: '2018-01-01T00:00:00.000Z' },
    },
    { title: 'no date', inputs: { start: null }, error: 'Input "start" needs a date; map one to it' },
  ],
};
