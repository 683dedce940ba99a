/** What one expression and one evaluation of it may cost (import-semantics 6.4). */
export interface Limits {
  /** Characters of an expression. */
  readonly length: number;
  /** Brackets, signs and branches inside one another. */
  readonly nesting: number;
  /**
   * Work of one evaluation, in steps of about a nanosecond: 10,000,000 are about 10 ms. Steps are counted from the sizes
   * of the values before the work is done, so the same evaluation passes or fails on every machine.
   */
  readonly work: number;
  /** Bytes of the values that one evaluation makes (two for a character, sixteen for a list element). */
  readonly memory: number;
}

export const DEFAULT_LIMITS: Limits = { length: 4_000, nesting: 50, work: 10_000_000, memory: 1_048_576 };

/** Above these the evaluator's own stack would be at risk, whoever raises the limits. */
const CEILING = { length: 16_000, nesting: 200 };

/** Fills in the defaults. Throws TypeError for a limit that is not a positive integer or is above the safe ceiling. */
export function resolveLimits(limits: Partial<Limits> = {}): Limits {
  const resolved = { ...DEFAULT_LIMITS, ...limits };
  for (const [name, value] of Object.entries(resolved)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new TypeError(`limits.${name} must be a positive integer, but is ${value}.`);
    }
  }
  if (resolved.length > CEILING.length || resolved.nesting > CEILING.nesting) {
    throw new TypeError(
      `limits.length may be at most ${CEILING.length} and limits.nesting at most ${CEILING.nesting}; ` +
        `they are ${resolved.length} and ${resolved.nesting}.`,
    );
  }
  return resolved;
}
