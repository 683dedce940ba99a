import type { JobLog } from '../jobs/job-log.ts';
import { type JobThread, startJobThread } from '../jobs/thread/start-job-thread.ts';
import type { WorkflowsOptions } from './run-workflows.ts';

/** Values of flows live shortly. */
const YOUNG_HEAP_MEGABYTES = 32;

/**
 * Starts what runs flows in a thread of its own, so that a flow never makes a request or an import wait for the processor. A thread that
 * dies is replaced. Throws a JobError `thread_failed` when it cannot start.
 */
export function startWorkflows(data: WorkflowsOptions, log: JobLog): Promise<JobThread> {
  const entry = new URL('./workflows-thread.js', import.meta.url);
  return startJobThread({ entry, data, youngHeapMegabytes: YOUNG_HEAP_MEGABYTES, log });
}
