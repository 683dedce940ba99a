import type { LintRule } from '../lint-finding.ts';
import { inputPlace, sourcesOf } from '../pack-facts.ts';

/**
 * A Join that takes a value from a card in neither branch. It tells its branches apart by the cards that feed it, so nobody can say
 * for which branch the value is meant (workflows-format 3.6).
 */
export const joinSourceOutside: LintRule = {
  code: 'join_source_outside',
  severity: 'warning',
  *check({ cards }) {
    for (const join of cards) {
      if (join.name !== 'control:join') continue;
      for (const input of join.card.inputs) {
        const outside = sourcesOf(join, input).find(({ from }) => {
          const region = join.scope.regions.get(from.card.id);
          return region?.join !== join.card.id;
        });
        if (outside === undefined) continue;
        yield {
          place: inputPlace(join, input),
          message: `It takes a value from "${outside.from.card.title}", which is in neither branch, so that it has one in both`,
          remedy: 'Lead the value through an Assign card in the branch it is meant for',
        };
      }
    }
  },
};
