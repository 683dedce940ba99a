import type { JobLog } from '../jobs/job-log.ts';
import { type JobThread, startJobThread } from '../jobs/thread/start-job-thread.ts';
import type { BackgroundOptions } from './run-background.ts';

/** Imports make and drop a few kilobytes a record. */
const YOUNG_HEAP_MEGABYTES = 48;

/**
 * Starts background work in a thread of its own, so that an import never makes a request wait for the processor. A thread
 * that dies is replaced. Throws a JobError `thread_failed` when it cannot start.
 */
export function startBackground(data: BackgroundOptions, log: JobLog): Promise<JobThread> {
  const entry = new URL('./background-thread.js', import.meta.url);
  return startJobThread({ entry, data, youngHeapMegabytes: YOUNG_HEAP_MEGABYTES, log });
}
