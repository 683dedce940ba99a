import type { LintRule } from '../lint-finding.ts';
import { argumentsOf, inputPlace, isPinned } from '../pack-facts.ts';

/** An argument that is mapped to the item and pinned too; the pin has no effect (workflows-format 5.5). */
export const pinStale: LintRule = {
  code: 'pin_stale',
  severity: 'hint',
  *check({ cards }) {
    for (const card of cards) {
      for (const input of argumentsOf(card)) {
        if (input.proxy?.dynamic !== true || !isPinned(card, input)) continue;
        yield {
          place: inputPlace(card, input),
          message: 'It is mapped to the item of the list, and an old pin to it is still there; the item wins',
          remedy: 'Remove the pin',
        };
      }
    }
  },
};
