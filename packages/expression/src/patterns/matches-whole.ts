import type { Evaluation } from '../evaluate/evaluation.ts';
import { compilePattern, type Pattern, PatternError } from './pattern.ts';

/** Steps for each instruction that is compiled, and for each instruction and character of a match; measured. */
const COMPILE = 4_000;
const MATCH = 15;

/**
 * The pattern of a text, charged for being compiled whether or not it is already, so that the outcome of an evaluation
 * never depends on what ran before.
 */
export function patternOf(evaluation: Evaluation, source: string): Pattern {
  try {
    const pattern = compilePattern(source);
    evaluation.work(pattern.size * COMPILE);
    return pattern;
  } catch (error) {
    if (error instanceof PatternError) throw evaluation.fail('invalid_pattern', error.message, error);
    throw error;
  }
}

/** Whether the whole text fits the pattern (import-semantics 6.1: the meaning of `matches` in SpEL). */
export function matchesWhole(evaluation: Evaluation, { size, regex }: Pattern, text: string): boolean {
  evaluation.work(size * MATCH * (text.length + 1));
  return regex.matches(text);
}

/** What is wrong with a literal pattern, or null. */
export function refuseRegex(literal: string | number): string | null {
  try {
    compilePattern(String(literal));
    return null;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}
