import moment from 'moment-timezone';
import { toText } from '../../values/convert.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { dateInput } from './date-input.ts';
import { formatDate } from './format-date.ts';

const START = '2016-09-07T00:01:25.670Z';
const FORMS = {
  date: new Date(START),
  iso: '2016-09-07T00:01:25Z',
  epoch: '1473206485',
  unix: '1473206485670',
  human: 'Wed, September 7th at 12:01 AM',
};

/** A date in several forms, in UTC; `custom` by format and zone as Date to Text has it. */
export const dateFromIso: KernelFunction = {
  name: 'date:fromISO',
  title: 'Convert',
  run: ({ inputs }) => {
    const date = dateInput(inputs, 'start');
    const utc = moment.utc(date);
    return {
      date,
      iso: utc.format('YYYY-MM-DDTHH:mm:ss[Z]'),
      epoch: String(Math.trunc(date.getTime() / 1000)),
      unix: String(date.getTime()),
      human: utc.format('ddd, MMMM Do [at] h:mm A'),
      custom: formatDate(date, toText(inputs.get('format')), toText(inputs.get('zone'))),
    };
  },
  examples: [
    {
      title: 'no format',
      inputs: { start: START, format: null, zone: null },
      outputs: { ...FORMS, custom: '2016-09-07T00:01:25Z' },
    },
    {
      title: 'a format and a zone',
      inputs: { start: new Date(START), format: 'D MMM YYYY, HH:mm', zone: 'America/Los_Angeles' },
      outputs: { ...FORMS, custom: '6 Sep 2016, 17:01' },
    },
    {
      title: 'an unknown zone',
      inputs: { start: START, format: 'H', zone: 'Mars/Olympus' },
      outputs: { ...FORMS, custom: '0' },
    },
    { title: 'no date', inputs: { start: null }, error: 'Input "start" needs a date; map one to it' },
  ],
};
