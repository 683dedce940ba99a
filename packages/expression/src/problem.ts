/**
 * Every way an expression can be wrong, with its meaning. `docs/reference/expression-language.md` lists the same codes;
 * a test ties the two.
 */
export const PROBLEM_CODES = {
  empty: 'The expression has no text.',
  too_long: 'The expression has more characters than the limit.',
  too_deep: 'Brackets, signs or branches are nested deeper than the limit.',
  unexpected_token: 'Something stands where it cannot.',
  unexpected_end: 'The expression ends too early.',
  unterminated_text: 'A text has no closing quote.',
  invalid_number: 'A number is not written as digits with at most one decimal point, or is too large.',
  unsupported_token: 'An operator, keyword or reference that this language leaves out.',
  unknown_name: 'A name that is no scope, no app and no attribute here.',
  unknown_attribute: 'The scope has no attribute of that name.',
  reserved_name: 'An attribute name that is never readable.',
  unknown_function: 'There is no function of that name.',
  argument_count: 'A function has too few or too many arguments.',
  argument_type: 'A literal argument is of the wrong kind or cannot be used.',
  not_allowed: 'The function or scope is not allowed in this kind of expression.',
  explicit_app_reference: 'A named app has no value for people who are not linked to it yet.',
  deprecated: 'The spelling still works but a better one exists.',
  type_mismatch: 'A value is of a kind that the operator or function cannot use.',
  out_of_range: 'An index, position or number lies outside of what is possible.',
  not_a_number: 'A text could not be converted to a number.',
  null_element: 'A list that must be complete contains null.',
  unknown_country: 'A text is no ISO 3166-1 code.',
  unknown_time_zone: 'A text is no known time zone.',
  invalid_time: 'A text is not the time that was expected.',
  invalid_time_pattern: 'A time pattern uses a letter that has no meaning.',
  invalid_pattern: 'A regular expression cannot be run.',
  no_clock: 'Time.now was asked for where no clock was given.',
  too_much_work: 'The evaluation needs more steps than the limit.',
  too_much_memory: 'The evaluation makes larger values than the limit.',
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** `error`: cannot be saved or gave no value. `warning`: will surprise. `hint`: could be written better. */
export type Severity = 'error' | 'warning' | 'hint';

/** One thing that is wrong with an expression, and where. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** What happened, the value seen, what to do. */
  readonly message: string;
  /** UTF-16 offset of the first character concerned. */
  readonly offset: number;
  /** UTF-16 offset after the last character concerned. */
  readonly end: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A range of the expression's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Makes a problem, working out line and column. */
export function problemAt(text: string, severity: Severity, code: ProblemCode, span: Span, message: string): Problem {
  const before = text.slice(0, span.start);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return { code, severity, message, offset: span.start, end: span.end, line, column: span.start - lineStart + 1 };
}

/**
 * The one error of this package: an expression that cannot be read, saved or evaluated. `problems` has every error found
 * (at save time there may be several); the other members are those of the first.
 */
export class ExpressionError extends Error {
  readonly code: ProblemCode;
  readonly offset: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly problems: readonly Problem[];

  constructor(problems: readonly [Problem, ...Problem[]], options?: ErrorOptions) {
    const [first] = problems;
    super(first.message, options);
    this.name = 'ExpressionError';
    this.code = first.code;
    this.offset = first.offset;
    this.end = first.end;
    this.line = first.line;
    this.column = first.column;
    this.problems = problems;
  }
}

/** An {@link ExpressionError} for a single place. */
export function errorAt(
  text: string,
  code: ProblemCode,
  span: Span,
  message: string,
  cause?: unknown,
): ExpressionError {
  return new ExpressionError(
    [problemAt(text, 'error', code, span, message)],
    cause === undefined ? undefined : { cause },
  );
}
