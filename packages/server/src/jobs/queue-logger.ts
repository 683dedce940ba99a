import { Logger } from 'graphile-worker';
import type { JobLog } from './job-log.ts';

/** What the queue says about single jobs is logged by `runJob` with more facts. */
const aboutJobs = /^(Failed task|Completed task|Found task)/;

/** The queue library's own messages, for debugging only: every event it reports is handled, and logged, here. */
export function queueLogger(log: JobLog): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'debug' || aboutJobs.test(message)) return;
    log({ level: 'debug', message: `queue: ${message}` });
  });
}
