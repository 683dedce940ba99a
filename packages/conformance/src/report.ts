import type { AmbiguityName, Choices } from '@headwater/protocol';
import type { Feature } from './suite.ts';

/** One expectation that an org did not meet. */
export interface Deviation {
  /** The request, as `POST /api/v1/…`. */
  readonly request: string;
  readonly problems: readonly string[];
}

/** What came of one case. */
export type CaseResult = {
  readonly id: string;
  readonly title: string;
  readonly facts: string;
} & (
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'deviates'; readonly deviations: readonly Deviation[] }
  | { readonly outcome: 'skipped'; readonly reason: string }
);

/** What a run found out about an org. */
export interface ConformanceReport {
  readonly url: string;
  readonly sourceId: string;
  readonly cases: readonly CaseResult[];
  /** How the org answers questions of the ambiguity register: what to choose in an org that is to be like it. */
  readonly answers: Partial<Choices>;
  /** Questions that the org answered in none of the known ways, with what it said. */
  readonly unanswered: Readonly<Partial<Record<AmbiguityName, string>>>;
  /** Features that the run was told the org lacks. */
  readonly without: readonly Feature[];
  /** What could not be removed again. */
  readonly leftBehind: readonly string[];
}

/** Counts of a report, by outcome. */
export function countOutcomes({ cases }: ConformanceReport): Readonly<Record<CaseResult['outcome'], number>> {
  const counts = { passed: 0, deviates: 0, skipped: 0 };
  for (const { outcome } of cases) counts[outcome]++;
  return counts;
}
