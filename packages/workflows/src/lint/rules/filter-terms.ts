import type { PackInput } from '../../pack/pack.ts';
import { getKey, isList, isObject } from '../../values/value.ts';

export interface FilterTerm {
  readonly column: string;
  /** Key of the `_expr` input that gives the value; null when it is written. */
  readonly operand: string | null;
}

/** The terms of a table's filter (workflows-format 6.1). */
export function termsOf({ literal }: PackInput): readonly FilterTerm[] {
  const expr = isObject(literal) ? getKey(literal, 'expr') : null;
  if (!isList(expr)) return [];
  return expr.flatMap((term) => {
    if (!isObject(term)) return [];
    const column = getKey(term, 'lhs');
    const dynamic = getKey(term, 'rhd');
    const operand = isObject(dynamic) ? getKey(dynamic, 'outputId') : null;
    return typeof column === 'string' ? [{ column, operand: typeof operand === 'string' ? operand : null }] : [];
  });
}
