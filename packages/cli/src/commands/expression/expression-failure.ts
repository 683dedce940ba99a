import type { Problem } from '@headwater/expression';
import { Failure } from '../../failure.ts';
import { underline } from '../../output/caret.ts';

/** An expression that is refused: every error with the place under the text. Nothing when there is no error. */
export function refuseExpression(text: string, problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new ExpressionFailure(text, errors);
}

/** Says where an expression is wrong, or why it gave no value. */
export class ExpressionFailure extends Failure {
  constructor(text: string, problems: readonly Problem[]) {
    const [first, ...others] = problems;
    super({
      code: first?.code ?? 'unknown',
      message: first?.message ?? 'The expression is wrong.',
      picture: [
        ...(first === undefined ? [] : underline(text, first)),
        ...others.flatMap((problem) => [`  ${problem.message}`, ...underline(text, problem)]),
      ],
      data: { line: first?.line, column: first?.column },
    });
  }
}

/** A warning or hint for people: the sentence and its place. */
export function noticeLines(text: string, problem: Problem): readonly string[] {
  return [`${problem.severity}: ${problem.message}`, ...underline(text, problem)];
}
