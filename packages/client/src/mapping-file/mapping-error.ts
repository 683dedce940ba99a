import { ClientError } from '../client-error.ts';

/** One thing that is wrong with a mapping. */
export interface MappingProblem {
  /** What it is about, such as `profile.email`; absent when it is the file as a whole. */
  readonly key?: string;
  /** Place in the file, from 1. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** A mapping cannot be used; `problems` has everything that was found. */
export class MappingError extends ClientError {
  readonly problems: readonly MappingProblem[];

  constructor(label: string, problems: readonly MappingProblem[], options?: ErrorOptions) {
    super('mappingInvalid', problems.map((problem) => describe(label, problem)).join('\n'), options);
    this.problems = problems;
  }
}

function describe(label: string, { key, line, column, message }: MappingProblem): string {
  const place = line === undefined ? label : `${label}:${line}${column === undefined ? '' : `:${column}`}`;
  return `${place}: ${key === undefined ? '' : `${key}: `}${message}`;
}
