import type { PackProblem } from './pack.ts';

/**
 * - `too_large`, `too_deep`, `too_many`: beyond a limit of `PackLimits`.
 * - `not_text`, `not_json`: no UTF-8, no JSON.
 * - `unsupported`: JSON, but no flow pack, or one of another major version.
 * - `malformed`: a flow pack with mistakes; `problems` has each.
 */
export type PackErrorCode =
  | 'too_large'
  | 'too_deep'
  | 'too_many'
  | 'not_text'
  | 'not_json'
  | 'unsupported'
  | 'malformed';

/** A pack was refused. `problems` tells every reason that was found, up to a hundred, with its place. */
export class PackError extends Error {
  readonly code: PackErrorCode;
  readonly problems: readonly PackProblem[];

  constructor(code: PackErrorCode, problems: readonly PackProblem[], options?: ErrorOptions) {
    super(messageOf(problems), options);
    this.name = 'PackError';
    this.code = code;
    this.problems = problems;
  }
}

function messageOf(problems: readonly PackProblem[]): string {
  const [first] = problems;
  if (first === undefined) return 'The pack cannot be read';
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return `${first.place}: ${first.message}${more}`;
}
