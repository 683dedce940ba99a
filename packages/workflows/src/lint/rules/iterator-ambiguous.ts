import { isObject } from '../../values/value.ts';
import type { LintRule } from '../lint-finding.ts';
import { argumentsOf, ITERATORS, isPinned } from '../pack-facts.ts';

/** An iterator whose only argument is an empty object that nothing is mapped to (workflows-format 5.5, 11). */
export const iteratorAmbiguous: LintRule = {
  code: 'iterator_ambiguous',
  severity: 'warning',
  *check({ cards }) {
    for (const card of cards) {
      const [only, second] = argumentsOf(card);
      if (!ITERATORS.has(card.name) || only === undefined || second !== undefined) continue;
      const { literal, proxy } = only;
      if (proxy === null || proxy.dynamic || isPinned(card, only)) continue;
      if (!isObject(literal) || Object.keys(literal).length > 0) continue;
      yield {
        place: card.place,
        message: `Every call gets the same empty object as "${only.key}", whatever the item is`,
        remedy: `Map the item of the list to "${only.key}"; until then the switch staticIteratorObject decides`,
      };
    }
  },
};
