import type { LintRule } from '../lint-finding.ts';
import { inputOf } from '../pack-facts.ts';

const DAYS: Readonly<Record<string, number>> = { second: 1 / 86_400, minute: 1 / 1_440, hour: 1 / 24, day: 1 };
const MOST_DAYS = 30;

/** A flow that sleeps longer than executions are kept by the original engine. */
export const waitLong: LintRule = {
  code: 'wait_long',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      if (card.name !== 'control:wait') continue;
      const delay = Number(inputOf(card, 'delay')?.literal);
      const unit = inputOf(card, 'unit')?.literal;
      const days = delay * (DAYS[typeof unit === 'string' ? unit.replace(/s$/, '') : ''] ?? Number.NaN);
      if (!(days > MOST_DAYS)) continue;
      yield {
        place: card.place,
        message: `It waits ${Math.round(days)} days; the longest wait is ${MOST_DAYS} days`,
        remedy: 'Write the date into a table, and look for due rows in a scheduled flow',
      };
    }
  },
};
