import type { LintRule } from '../lint-finding.ts';
import { comparisonsOf, inputPlace, isUnset } from '../pack-facts.ts';

const ONE_SIDED: ReadonlySet<string> = new Set(['is empty', 'is not empty']);
/** These compare with a blank text as well as with any other. */
const EQUALITY: ReadonlySet<string> = new Set(['==', '!=', '===', '!==']);

/** A condition with an empty side. */
export const operandUnset: LintRule = {
  code: 'operand_unset',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      for (const { left, operator, right } of comparisonsOf(card)) {
        const sides = ONE_SIDED.has(operator) ? [left] : [left, right];
        for (const input of sides) {
          if (input === null || !isUnset(card, input)) continue;
          if (input === right && EQUALITY.has(operator) && input.literal === '') continue;
          yield {
            place: inputPlace(card, input),
            message: `One side of "${operator}" has no value, so the answer is always the same`,
            remedy: 'Map a value, or write one',
          };
        }
      }
    }
  },
};
