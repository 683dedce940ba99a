import type { KernelFunction } from '../kernel-function.ts';
import { dateInput } from './date-input.ts';

/** Milliseconds since 1970: the worked example of the help (workflows-functions 6); see `date:epoch`. */
export const dateUnix: KernelFunction = {
  name: 'date:unix',
  title: 'UNIX',
  run: ({ inputs }) => ({ output: dateInput(inputs, 'start').getTime() }),
  examples: [
    { title: 'a date', inputs: { start: '2016-09-07T00:01:25.670Z' }, outputs: { output: 1473206485670 } },
    { title: 'the beginning', inputs: { start: new Date(0) }, outputs: { output: 0 } },
    { title: 'a date that is milliseconds', inputs: { start: 5 }, outputs: { output: 5 } },
    {
      title: 'no date',
      inputs: { start: 'soon' },
      error: 'Invalid type conversion: text "soon" cannot be used as date',
    },
  ],
};
