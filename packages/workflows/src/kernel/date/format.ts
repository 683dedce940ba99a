import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { dateInput } from './date-input.ts';
import { formatDate } from './format-date.ts';

const START = new Date('2016-09-07T16:01:25.670Z');

/** A date as text, by the tokens of moment and on the clocks of a zone. */
export const dateFormat: KernelFunction = {
  name: 'date:format',
  title: 'Date to Text',
  run: ({ inputs }) => ({
    output: formatDate(dateInput(inputs, 'start'), toText(inputs.get('format')), toText(inputs.get('zone'))),
  }),
  examples: [
    {
      title: 'on the clocks of a zone',
      inputs: { start: START, format: 'h:mm a z', zone: 'US/Pacific' },
      outputs: { output: '9:01 am PDT' },
    },
    {
      title: 'names',
      inputs: { start: START, format: 'dddd, MMMM D, Y', zone: 'US/Pacific' },
      outputs: { output: 'Wednesday, September 7, 2016' },
    },
    {
      title: 'parts of a second, offset, quarter, day of the week',
      inputs: { start: START, format: 'D-MMM-YY HH:mm:ss.S Z Qo d E', zone: 'Asia/Calcutta' },
      outputs: { output: '7-Sep-16 21:31:25.6 +05:30 3rd 3 3' },
    },
    {
      title: 'seconds and milliseconds since 1970',
      inputs: { start: START, format: 'X x', zone: '' },
      outputs: { output: '1473264085 1473264085670' },
    },
    {
      title: 'an unknown zone is UTC',
      inputs: { start: START, format: 'M/D/Y H', zone: 'America/Pacific' },
      outputs: { output: '9/7/2016 16' },
    },
    {
      title: 'a name of JavaScript is no zone',
      inputs: { start: START, format: 'HH:mm z', zone: 'constructor' },
      outputs: { output: '16:01 UTC' },
    },
    {
      title: 'no zone is UTC',
      inputs: { start: START, format: 'HH:mm z', zone: null },
      outputs: { output: '16:01 UTC' },
    },
    {
      title: 'letters that are no tokens stay',
      inputs: { start: START, format: 'yyyy-MM-DDTHH:mm:ss.SSS', zone: 'UTC' },
      outputs: { output: '2016-09-07T16:01:25.670' },
    },
    {
      title: 'brackets and backslashes make plain',
      inputs: { start: START, format: '[Day] D \\D [at] LT', zone: 'UTC' },
      outputs: { output: 'Day 7 D at 4:01 PM' },
    },
    {
      title: 'no format is ISO 8601',
      inputs: { start: START, format: '', zone: 'Europe/Paris' },
      outputs: { output: '2016-09-07T18:01:25+02:00' },
    },
    {
      title: 'no date',
      inputs: { start: null, format: 'Y', zone: '' },
      error: 'Input "start" needs a date; map one to it',
    },
    {
      title: 'a format without end',
      inputs: { start: START, format: 'Y'.repeat(1001), zone: '' },
      error: 'A format of 1001 characters exceeds the limit of 1000; shorten it',
    },
  ],
};
