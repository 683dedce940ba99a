import type { Span } from '../problem.ts';

/** The operators and brackets of the language, longest first so that the lexer can take the first that fits. */
export const SYMBOLS = [
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '?:',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  '.',
  ':',
  '?',
  '!',
  '<',
  '>',
  '+',
  '-',
] as const;

export type OperatorSymbol = (typeof SYMBOLS)[number];

export type Token =
  | (Span & { readonly kind: 'text'; readonly value: string })
  | (Span & { readonly kind: 'number'; readonly value: number; readonly integer: boolean })
  | (Span & { readonly kind: 'name'; readonly name: string })
  | (Span & { readonly kind: 'symbol'; readonly symbol: OperatorSymbol })
  | (Span & { readonly kind: 'end' });
