import { Cron } from 'croner';
import { asError, JobError } from '../job-error.ts';

/**
 * The first instant after `after` at which a cron expression (five fields, or six with seconds first) is due on the
 * clocks of a time zone (IANA name). Throws a JobError `schedule_invalid` for an expression or zone that cannot be, and
 * for one that is never due.
 */
export function nextOccurrence(cron: string, zone: string, after: Date): Date {
  let next: Date | null;
  try {
    next = new Cron(cron, { timezone: zone, paused: true }).nextRun(after);
  } catch (error) {
    throw new JobError('schedule_invalid', `"${cron}" in zone "${zone}" is not a schedule: ${asError(error).message}`, {
      cause: error,
    });
  }
  if (next === null) {
    throw new JobError('schedule_invalid', `"${cron}" in zone "${zone}" is never due after ${after.toISOString()}`);
  }
  return next;
}
