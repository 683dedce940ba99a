import type { Json } from '../values/encode.ts';
import type { Coverage } from './coverage.ts';

/** One thing in which a case did not go as expected. */
export interface CaseProblem {
  /** In the test file, from 1. */
  readonly line: number;
  readonly message: string;
}

export interface CaseReport {
  readonly name: string;
  readonly flow: string;
  readonly line: number;
  readonly passed: boolean;
  readonly problems: readonly CaseProblem[];
  /** How the flow ended. */
  readonly outcome: { readonly status: 'returned' | 'halted' | 'failed'; readonly value: Json };
  /** Requests in order, one line each. */
  readonly calls: readonly string[];
  /** How far the clock was moved at each sleep, `PT5M`. */
  readonly waits: readonly string[];
}

/** What running a test file showed. The same file and pack give the same report. */
export interface TestReport {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly cases: readonly CaseReport[];
  /** Over the cases that ran. */
  readonly coverage: Coverage;
}
