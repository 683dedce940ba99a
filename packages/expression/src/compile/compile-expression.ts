import { analyse } from '../check/check.ts';
import type { AttributeReference, CheckOptions } from '../check/findings.ts';
import type { EvaluationContext, Port } from '../evaluate/context.ts';
import { Evaluation } from '../evaluate/evaluation.ts';
import { type Limits, resolveLimits } from '../limits.ts';
import { parseExpression } from '../parse/parse-expression.ts';
import { ExpressionError, type Problem } from '../problem.ts';
import type { Value } from '../value.ts';
import { compileNode } from './compile-node.ts';

export interface CompileOptions extends CheckOptions {
  readonly limits?: Partial<Limits>;
}

/** An expression that is ready to be evaluated, any number of times. */
export interface CompiledExpression {
  readonly text: string;
  /** Every attribute that it can read, once each, in order. */
  readonly references: readonly AttributeReference[];
  /** The look-ups that it can make beside reading scopes. An expression without any depends on its scopes alone. */
  readonly uses: readonly Port[];
  /** Warnings and hints of the check. */
  readonly notices: readonly Problem[];
  /**
   * The value for one context. Throws {@link ExpressionError} with the position of the node that failed; what a port
   * throws passes through.
   */
  evaluate(context: EvaluationContext): Value;
}

/**
 * Parses, checks and compiles an expression. Throws {@link ExpressionError} with every error that was found
 * (`problems`), the first as its message.
 */
export function compileExpression(text: string, options: CompileOptions = {}): CompiledExpression {
  const limits = resolveLimits(options.limits);
  const parsed = parseExpression(text, limits);
  const { problems, references, uses } = analyse(parsed, options);
  const [first, ...others] = problems.filter(({ severity }) => severity === 'error');
  if (first !== undefined) throw new ExpressionError([first, ...others]);

  const run = compileNode(parsed.root, 'context');
  // One state serves all evaluations; a port that evaluates the same expression again gets its own.
  let idle: Evaluation | null = new Evaluation(text, parsed.root, limits);
  const evaluate = (context: EvaluationContext): Value => {
    const evaluation = idle ?? new Evaluation(text, parsed.root, limits);
    idle = null;
    evaluation.begin(context);
    try {
      return run(evaluation);
    } finally {
      evaluation.end();
      idle = evaluation;
    }
  };
  return { text, references, uses, notices: problems, evaluate };
}
