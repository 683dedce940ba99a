import type { LintRule } from '../lint-finding.ts';
import { type CardFacts, inputOf, inputPlace, isPinned, textsOf } from '../pack-facts.ts';
import { isPlaceholder } from './placeholder.ts';

/** A host or id that the author of a template left to be filled in. */
export const placeholderValue: LintRule = {
  code: 'placeholder_value',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      for (const input of card.card.inputs) {
        if (isPinned(card, input) || (input.key === 'application' && namesApplication(card))) continue;
        const text = [...textsOf(input.literal)].find(isPlaceholder);
        if (text === undefined) continue;
        yield {
          place: inputPlace(card, input),
          message: `Its value ${JSON.stringify(text.slice(0, 80))} is a placeholder`,
          remedy: 'Bind the host or id to a real one on import',
        };
      }
    }
  },
};

/** Such a card takes the id from an input instead of its option (workflows-format 6.3). */
function namesApplication(card: CardFacts): boolean {
  return inputOf(card, 'applicationID', 'Application') !== null;
}
