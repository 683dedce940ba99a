/** Something wrong with a test file, and where. */
export interface TestFileProblem {
  /** From 1; null where it is about the file as a whole. */
  readonly line: number | null;
  readonly column: number | null;
  /** `cases[0].expect.calls`; empty for the file itself. */
  readonly at: string;
  /** What is wrong, with the value seen, and what to do. */
  readonly message: string;
}

/** A test file cannot be used; `problems` has everything that was found. */
export class TestFileError extends Error {
  readonly code = 'testFileInvalid';
  /** Name of the file. */
  readonly label: string;
  readonly problems: readonly TestFileProblem[];

  constructor(label: string, problems: readonly TestFileProblem[], options?: ErrorOptions) {
    super(problems.map((problem) => problemLine(label, problem)).join('\n'), options);
    this.name = 'TestFileError';
    this.label = label;
    this.problems = problems;
  }
}

function problemLine(label: string, { line, column, at, message }: TestFileProblem): string {
  const place = line === null ? label : `${label}:${line}:${column ?? 1}`;
  return `${place}: ${at === '' ? '' : `${at}: `}${message}`;
}
