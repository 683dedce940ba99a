/** Every code a {@link JobError} can carry. */
export type JobErrorCode =
  | 'job_lost'
  | 'job_killed_processes'
  | 'runner_stopping'
  | 'schedule_invalid'
  | 'thread_failed';

/** A failure of the job system itself. What a task throws passes through unchanged. */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly code: JobErrorCode;

  constructor(code: JobErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Any thrown value as an Error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
}
