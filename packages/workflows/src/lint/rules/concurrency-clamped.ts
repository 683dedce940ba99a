import type { LintRule } from '../lint-finding.ts';
import { inputOf, inputPlace } from '../pack-facts.ts';

const MOST = 200;

/** More items at once than the engine works on (workflows-format 3.2). */
export const concurrencyClamped: LintRule = {
  code: 'concurrency_clamped',
  severity: 'hint',
  *check({ cards }) {
    for (const card of cards) {
      const input = inputOf(card, 'concurrency');
      if (input === null || typeof input.literal !== 'number' || input.literal <= MOST) continue;
      yield {
        place: inputPlace(card, input),
        message: `A concurrency of ${input.literal} is taken as ${MOST}`,
        remedy: `Write ${MOST} or less`,
      };
    }
  },
};
