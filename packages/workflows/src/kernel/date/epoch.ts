import type { KernelFunction } from '../kernel-function.ts';
import { dateInput } from './date-input.ts';

/**
 * Whole seconds since 1970: the worked example of the help (workflows-functions 6), which `date:fromISO` agrees with. The table of
 * workflows-format 8.1 says milliseconds.
 */
export const dateEpoch: KernelFunction = {
  name: 'date:epoch',
  title: 'EPOCH',
  run: ({ inputs }) => ({ output: Math.trunc(dateInput(inputs, 'start').getTime() / 1000) + 0 }),
  examples: [
    {
      title: 'parts of a second are cut off',
      inputs: { start: '2016-09-07T00:01:25.670Z' },
      outputs: { output: 1473206485 },
    },
    { title: 'the beginning', inputs: { start: new Date(0) }, outputs: { output: 0 } },
    { title: 'before it', inputs: { start: '1969-12-31T23:59:58.500Z' }, outputs: { output: -1 } },
    { title: 'no date', inputs: { start: null }, error: 'Input "start" needs a date; map one to it' },
  ],
};
