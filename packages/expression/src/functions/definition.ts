import type { Feature } from '../check/features.ts';
import type { Port } from '../evaluate/context.ts';
import type { Evaluation } from '../evaluate/evaluation.ts';
import type { Value } from '../value.ts';

/** What an argument or result may be. `list` accepts a CSV text; `expression` is a literal text evaluated per group. */
export type ValueType = 'text' | 'integer' | 'number' | 'boolean' | 'list' | 'map' | 'user' | 'any' | 'expression';

export interface Parameter {
  readonly name: string;
  readonly type: ValueType;
  readonly optional?: boolean;
  /** Says what is wrong with a literal argument, or null. Read when an expression is saved. */
  readonly refuse?: (literal: string | number) => string | null;
}

/**
 * One function of the language. The table of these ({@link FUNCTIONS}) is all that the checker, the compiler and the
 * reference page know about functions.
 */
export interface FunctionDefinition {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** How many of the last parameters may be given again and again: 1 for `s…`, 2 for `key, value…`. */
  readonly repeats?: number;
  readonly returns: ValueType;
  /** One sentence for the reference page. */
  readonly doc: string;
  /** Where it may be used; everywhere when absent. */
  readonly features?: readonly Feature[];
  /** The spelling to use instead. */
  readonly deprecated?: string;
  /** `headwater` for what Okta's language does not have. */
  readonly since?: 'headwater';
  readonly uses?: Port;
  /**
   * Computes the result. Arguments come in order, null for each optional one left out. Charges the evaluation before
   * working, throws only what `evaluation.fail` makes.
   */
  readonly run: (evaluation: Evaluation, ...args: Value[]) => Value;
}

/** `String.substring(s, from, to)`, with `[x]` for optional and `…` for repeated parameters. */
export function signature({ name, parameters, repeats = 0 }: FunctionDefinition): string {
  const list = parameters
    .map((parameter) => (parameter.optional === true ? `[${parameter.name}]` : parameter.name))
    .join(', ');
  return `${name}(${list}${repeats > 0 ? '…' : ''})`;
}
