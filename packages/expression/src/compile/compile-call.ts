import type { Evaluate } from '../evaluate/evaluation.ts';
import type { FunctionDefinition } from '../functions/definition.ts';
import type { CallNode } from '../parse/node.ts';
import type { Value } from '../value.ts';

/** Calls a function with its evaluated arguments; the usual counts need no array. */
export function compileCall(
  node: CallNode,
  { run, parameters }: FunctionDefinition,
  given: readonly Evaluate[],
): Evaluate {
  const missing = Math.max(0, parameters.length - given.length);
  const args = [...given, ...Array.from({ length: missing }, (): Evaluate => () => null)];
  const [a, b, c] = args;
  if (a === undefined) {
    return (evaluation) => {
      evaluation.site = node;
      return run(evaluation);
    };
  }
  if (b === undefined) {
    return (evaluation) => {
      const first = a(evaluation);
      evaluation.site = node;
      return run(evaluation, first);
    };
  }
  if (args.length === 2) {
    return (evaluation) => {
      const first = a(evaluation);
      const second = b(evaluation);
      evaluation.site = node;
      return run(evaluation, first, second);
    };
  }
  if (args.length === 3 && c !== undefined) {
    return (evaluation) => {
      const first = a(evaluation);
      const second = b(evaluation);
      const third = c(evaluation);
      evaluation.site = node;
      return run(evaluation, first, second, third);
    };
  }
  return (evaluation) => {
    const values: Value[] = args.map((argument) => argument(evaluation));
    evaluation.site = node;
    return run(evaluation, ...values);
  };
}
