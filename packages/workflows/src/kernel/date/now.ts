import moment from 'moment-timezone';
import type { KernelFunction } from '../kernel-function.ts';

/** The present instant and its parts in UTC. `month` is text, as all exports declare it (workflows-functions 6). */
export const dateNow: KernelFunction = {
  name: 'date:now',
  title: 'Now',
  isVolatile: true,
  run: ({ clock }) => {
    const date = clock.now();
    const now = moment.utc(date);
    return {
      date,
      iso: now.format('YYYY-MM-DDTHH:mm:ssZ'),
      full: now.format('MMMM D, YYYY HH:mm:ss.SSS'),
      minute: now.minute(),
      hour: now.hour(),
      time: now.format('HH:mm:ss.SSS'),
      day: now.date(),
      month: String(now.month() + 1),
      year: now.year(),
      second: now.second(),
      millisecond: now.millisecond(),
    };
  },
  examples: ['in UTC', 'whatever the inputs', 'as often as one asks'].map((title, index) => ({
    title,
    inputs: index === 0 ? {} : { a: index },
    outputs: {
      date: new Date('2026-11-22T10:11:12.345Z'),
      iso: '2026-11-22T10:11:12+00:00',
      full: 'November 22, 2026 10:11:12.345',
      minute: 11,
      hour: 10,
      time: '10:11:12.345',
      day: 22,
      month: '11',
      year: 2026,
      second: 12,
      millisecond: 345,
    },
  })),
};
