import type { LintRule } from '../lint-finding.ts';
import { inputOf } from '../pack-facts.ts';

/** For Each - Ignore Errors: nobody hears of an item that failed. Event flows always have one, with its block inside. */
export const errorsHidden: LintRule = {
  code: 'errors_hidden',
  severity: 'hint',
  *check({ cards }) {
    for (const card of cards) {
      if (card.name !== 'list:asyncEach' || typeof inputOf(card, 'flo')?.literal !== 'string') continue;
      yield {
        place: card.place,
        message: 'Errors of single items are ignored; only the history shows them',
        remedy: 'Use For Each if later cards rely on every item, or handle errors in the helper',
      };
    }
  },
};
