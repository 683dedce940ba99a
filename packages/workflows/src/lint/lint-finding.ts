import type { Place } from '../pack/place.ts';
import type { PackFacts } from './pack-facts.ts';

/**
 * - `error`: a card will fail, or does what nobody can mean.
 * - `warning`: likely a mistake; it shows when the flow runs with certain data.
 * - `hint`: worth a look.
 */
export type LintSeverity = 'error' | 'warning' | 'hint';

/** A likely mistake in a pack that can be read, and what to do about it. */
export interface LintFinding {
  /** Stable, for machines: the rule's. */
  readonly code: string;
  readonly severity: LintSeverity;
  readonly place: string;
  readonly message: string;
  readonly remedy: string;
}

/** A rule looks at a whole pack for one kind of mistake. */
export interface LintRule {
  readonly code: string;
  readonly severity: LintSeverity;
  readonly check: (facts: PackFacts) => Iterable<Found>;
}

export interface Found {
  readonly place: Place;
  readonly message: string;
  readonly remedy: string;
}
