import moment from 'moment-timezone';
import { CardError } from '../../run/card-error.ts';
import { toText } from '../../values/convert.ts';
import { parseDate } from '../../values/parse-date.ts';
import type { KernelFunction } from '../kernel-function.ts';
import { checkFormat } from './format-date.ts';
import { withToday } from './with-today.ts';

const LONGEST_TEXT = 1_000;

/** A text as a date, by the tokens of moment and in UTC; any common form without a format. What it lacks of the day is of today. */
export const dateParse: KernelFunction = {
  name: 'date:parse',
  title: 'Text to Date',
  isVolatile: true,
  run: ({ inputs, clock }) => {
    const start = inputs.get('start');
    if (start instanceof Date) return { output: start };
    const text = toText(start);
    const format = toText(inputs.get('format'));
    const date = format.trim() === '' ? parseDate(text) : parseBy(text, format, clock.now());
    if (date === null) {
      const expected = format.trim() === '' ? 'a common form such as 2026-01-31' : `the format "${format}"`;
      throw new CardError(`Invalid date: "${text.slice(0, 60)}" is not of ${expected}`, { kind: 'invalid_input' });
    }
    return { output: date };
  },
  examples: [
    {
      title: 'day before month',
      inputs: { start: '1/2/2016', format: 'D/M/Y' },
      outputs: { output: new Date('2016-02-01T00:00:00.000Z') },
    },
    {
      title: 'a short year',
      inputs: { start: '1/2/16', format: 'M/D/YY' },
      outputs: { output: new Date('2016-01-02T00:00:00.000Z') },
    },
    {
      title: 'seconds',
      inputs: { start: '1493053116', format: 'X' },
      outputs: { output: new Date('2017-04-24T16:58:36.000Z') },
    },
    {
      title: 'milliseconds',
      inputs: { start: '1473206485670', format: 'x' },
      outputs: { output: new Date('2016-09-07T00:01:25.670Z') },
    },
    {
      title: 'names, and an offset',
      inputs: { start: '7 Sept 2016 10:00 -0700', format: 'D MMM YYYY HH:mm ZZ' },
      outputs: { output: new Date('2016-09-07T17:00:00.000Z') },
    },
    {
      title: 'no format',
      inputs: { start: '2016-09-07', format: null },
      outputs: { output: new Date('2016-09-07T00:00:00.000Z') },
    },
    { title: 'a date stays', inputs: { start: new Date(5), format: 'Y' }, outputs: { output: new Date(5) } },
    {
      title: 'a time is of today',
      inputs: { start: '08:30', format: 'HH:mm' },
      outputs: { output: new Date('2026-11-22T08:30:00.000Z') },
    },
    {
      title: 'a day without a year is of this year',
      inputs: { start: '3/4', format: 'M/D' },
      outputs: { output: new Date('2026-03-04T00:00:00.000Z') },
    },
    {
      title: 'a day of the week is of this week',
      inputs: { start: 'Monday', format: 'dddd' },
      outputs: { output: new Date('2026-11-23T00:00:00.000Z') },
    },
    {
      title: 'another form',
      inputs: { start: 'tomorrow', format: 'YYYY-MM-DD' },
      error: 'Invalid date: "tomorrow" is not of the format "YYYY-MM-DD"',
    },
    {
      title: 'a day that is none',
      inputs: { start: '2023-02-30', format: 'YYYY-MM-DD' },
      error: 'Invalid date: "2023-02-30" is not of the format "YYYY-MM-DD"',
    },
    {
      title: 'no text',
      inputs: { start: '', format: '' },
      error: 'Invalid date: "" is not of a common form such as 2026-01-31',
    },
  ],
};

function parseBy(text: string, format: string, now: Date): Date | null {
  checkFormat(format);
  if (text.length > LONGEST_TEXT) return null;
  const today = withToday(text, format, now);
  const parsed = moment.utc(today.text, today.format);
  return parsed.isValid() ? parsed.toDate() : null;
}
