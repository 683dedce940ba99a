import type { LintRule } from '../lint-finding.ts';
import { append, type CardFacts, optionOf } from '../pack-facts.ts';
import { isPlaceholder } from './placeholder.ts';

/** Cards of one pack that name different identity sources: usually one was forgotten when the pack was moved (workflows-format 11). */
export const applicationSeveral: LintRule = {
  code: 'application_several',
  severity: 'warning',
  *check({ cards }) {
    const users = new Map<string, CardFacts[]>();
    for (const card of cards) {
      const id = optionOf(card, 'application');
      if (typeof id === 'string' && id !== '' && !isPlaceholder(id)) append(users, id, card);
    }
    const [most, ...others] = [...users].sort(([, a], [, b]) => b.length - a.length);
    if (most === undefined) return;
    for (const [id, minority] of others) {
      for (const card of minority) {
        yield {
          place: card.place,
          message: `It works on the identity source ${id}, while ${most[1].length} other cards of the pack work on ${most[0]}`,
          remedy: 'Choose the same application on every card, or bind both ids on import',
        };
      }
    }
  },
};
