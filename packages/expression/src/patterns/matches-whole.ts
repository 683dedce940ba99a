import type { Evaluation } from '../evaluate/evaluation.ts';
import { compilePattern, type Pattern, PatternError } from './pattern.ts';

/** Steps per instruction and character of a match, and per instruction of compiling, measured at their worst. */
const MATCH = 50;
const COMPILE = 1_000;

/** Whether the whole text fits the pattern (import-semantics 6.1: the meaning of `matches` in SpEL). */
export function matchesWhole(evaluation: Evaluation, text: string, source: string): boolean {
  const { size, regex } = patternFor(evaluation, source);
  // Charged whether or not the pattern is compiled already, so that the outcome never depends on what ran before.
  evaluation.work(size * (COMPILE + MATCH * text.length));
  return regex.matches(text);
}

function patternFor(evaluation: Evaluation, source: string): Pattern {
  try {
    return compilePattern(source);
  } catch (error) {
    if (error instanceof PatternError) throw evaluation.fail('invalid_pattern', error.message, error);
    throw error;
  }
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
