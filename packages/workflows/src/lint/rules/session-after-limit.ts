import type { LintRule } from '../lint-finding.ts';
import type { CardFacts } from '../pack-facts.ts';

/**
 * A session is triggered because it is full, and the next one created at once, before anybody knows whether there is more to load:
 * after the last page an empty session is left, whose trigger fails (workflows-format 11).
 */
export const sessionAfterLimit: LintRule = {
  code: 'session_after_limit',
  severity: 'warning',
  *check({ scopes }) {
    for (const { cards, regions } of scopes) {
      for (const [at, trigger] of cards.entries()) {
        if (trigger.name !== 'okta:triggerImportSession') continue;
        const later = cards.slice(at + 1);
        const create = later.find(
          (card) => card.name === CREATE && regions.get(card.card.id) === regions.get(trigger.card.id),
        );
        if (create === undefined || later.slice(later.indexOf(create)).some(loads)) continue;
        yield {
          place: create.place,
          message: `A session is created right after "${trigger.card.title}" triggered the full one, and nothing is loaded into it here; when no page follows, it stays empty and its trigger fails`,
          remedy: 'Create the next session when there is something to load into it',
        };
      }
    }
  },
};

const CREATE = 'okta:createAnImportSession';

function loads({ name }: CardFacts): boolean {
  return name.startsWith('okta:bulk');
}
