import type { NewJob } from '../jobs/enqueue.ts';

/** Name of the task that works on the imports of one source. */
export const IMPORT_TASK = 'import';

/** What the task is told. Which import it is, it finds out itself: the oldest of the source that is not over. */
export interface ImportJob {
  readonly org: string;
  readonly sourceId: string;
}

/** An import that failed this often fails for good: the waits before it add up to about half an hour. */
const ATTEMPTS = 8;

/** Name of the queue in which the imports of one source wait for each other. */
export function importQueue({ org, sourceId }: ImportJob): string {
  return `import:${org}:${sourceId}`;
}

/** The job for the next import of a source. */
export function importJob(job: ImportJob): NewJob {
  return { task: IMPORT_TASK, queue: importQueue(job), payload: job, maxAttempts: ATTEMPTS };
}
