import type { LintRule } from '../lint-finding.ts';
import { inputOf, inputPlace } from '../pack-facts.ts';
import { termsOf } from './filter-terms.ts';

/** A filter that compares with a mapped value whose mapping is gone; it compares with null (workflows-format 6.1). */
export const filterOperandMissing: LintRule = {
  code: 'filter_operand_missing',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      const where = inputOf(card, 'Where Expression', 'Filter');
      if (where === null) continue;
      for (const { column, operand } of termsOf(where)) {
        if (operand === null || inputOf(card, operand, '_expr') !== null) continue;
        yield {
          place: inputPlace(card, where),
          message: `The value that "${column}" is compared with is no longer mapped; it is null`,
          remedy: 'Map the value of the condition again',
        };
      }
    }
  },
};
