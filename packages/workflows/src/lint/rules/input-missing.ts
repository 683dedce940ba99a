import type { LintRule } from '../lint-finding.ts';
import { inputPlace, isUnset } from '../pack-facts.ts';

/** A required input that has neither a value nor a pin. */
export const inputMissing: LintRule = {
  code: 'input_missing',
  severity: 'error',
  *check({ cards }) {
    for (const card of cards) {
      for (const input of card.card.inputs) {
        if (!input.required || !isUnset(card, input) || OPERANDS.has(input.key)) continue;
        yield {
          place: inputPlace(card, input),
          message: 'It is required, and has no value',
          remedy: 'Map a value, or write one',
        };
      }
    }
  },
};

/** Found by their own rule. */
const OPERANDS: ReadonlySet<string> = new Set(['left-operand', 'right-operand']);
