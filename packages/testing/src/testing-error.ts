/**
 * What went wrong.
 * - `serverFailed`: the server that a process starts for its tests did not start, or is gone.
 * - `refused`: the server refused a call of this package; `status` and `body` say how.
 * - `importsUnfinished`: imports were not over in time.
 */
export type TestingErrorCode = 'serverFailed' | 'refused' | 'importsUnfinished';

/** A failure of this package, not of the client under test. */
export class TestingError extends Error {
  readonly code: TestingErrorCode;
  /** HTTP status and body of a refusal. */
  readonly answer: { readonly status: number; readonly body: unknown } | undefined;

  constructor(
    code: TestingErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly answer?: { readonly status: number; readonly body: unknown } } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TestingError';
    this.code = code;
    this.answer = options.answer;
  }
}
