import { describe, expect, test } from 'vitest';
import { JobError } from '../../../src/jobs/job-error.ts';
import { nextOccurrence } from '../../../src/jobs/timers/next-occurrence.ts';

/** The next occurrences as ISO instants. */
function occurrences(cron: string, zone: string, after: string, count: number): readonly string[] {
  const found: string[] = [];
  let last = new Date(after);
  while (found.length < count) {
    last = nextOccurrence(cron, zone, last);
    found.push(last.toISOString());
  }
  return found;
}

describe('on the clocks of a zone', () => {
  test.each([
    {
      says: 'a daily time follows daylight saving time',
      cron: '0 9 * * *',
      zone: 'America/New_York',
      after: '2026-03-07T00:00:00Z',
      due: ['2026-03-07T14:00:00.000Z', '2026-03-08T13:00:00.000Z'],
    },
    {
      says: 'a time that the spring change skips is due at the change',
      cron: '30 2 * * *',
      zone: 'Europe/Berlin',
      after: '2026-03-28T12:00:00Z',
      due: ['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
    },
    {
      says: 'a time that the autumn change repeats is due once',
      cron: '30 2 * * *',
      zone: 'Europe/Berlin',
      after: '2026-10-24T12:00:00Z',
      due: ['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
    },
    {
      says: 'six fields begin with seconds',
      cron: '*/30 * * * * *',
      zone: 'UTC',
      after: '2026-01-01T00:00:00Z',
      due: ['2026-01-01T00:00:30.000Z', '2026-01-01T00:01:00.000Z'],
    },
  ])('$says', ({ cron, zone, after, due }) => {
    expect(occurrences(cron, zone, after, due.length)).toEqual(due);
  });
});

test.each([
  { cron: 'every day', zone: 'UTC' },
  { cron: '0 9 * * *', zone: 'Mars/Olympus' },
  { cron: '0 0 30 2 *', zone: 'UTC' },
])('"$cron" in $zone is refused', ({ cron, zone }) => {
  const refused = () => nextOccurrence(cron, zone, new Date('2026-01-01T00:00:00Z'));
  expect(refused).toThrow(JobError);
  expect(refused).toThrow(expect.objectContaining({ code: 'schedule_invalid' }));
});
