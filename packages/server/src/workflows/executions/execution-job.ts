import type { NewJob } from '../../jobs/enqueue.ts';

/** Name of the task that works on one execution of a flow. */
export const EXECUTION_TASK = 'flow-execution';

/** What the task is told. */
export interface ExecutionJob {
  readonly org: string;
  readonly execution: string;
}

/** An execution that the infrastructure stopped this often fails: the waits before it add up to about half an hour. */
const ATTEMPTS = 8;

/** The job that begins an execution, or goes on with it. */
export function executionJob(payload: ExecutionJob): NewJob {
  return { task: EXECUTION_TASK, payload, key: `flow ${payload.org} ${payload.execution}`, maxAttempts: ATTEMPTS };
}

/** The timer at which an execution goes on that sleeps. */
export function wakeTimer(execution: string): string {
  return `flow ${execution}`;
}
