/** Operators that compare an attribute with a value (RFC 7644 3.4.2.2); `co` exists in `search` only. */
export const COMPARISONS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sw', 'co'] as const;

export type Comparison = (typeof COMPARISONS)[number];

export type FilterValue = string | number | boolean | null;

/** A filter expression as a tree. `at` is where the attribute stands in the text, from 1. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | { readonly kind: 'present'; readonly attribute: string; readonly at: number }
  | Compare;

/** One attribute compared with one value. */
export interface Compare {
  readonly kind: 'compare';
  readonly attribute: string;
  readonly operator: Comparison;
  readonly value: FilterValue;
  readonly at: number;
}
