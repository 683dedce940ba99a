import { within } from '../../pack/place.ts';
import { flowsOfCard } from '../../pack/references.ts';
import type { LintRule } from '../lint-finding.ts';
import { fieldName, isRead, type PackFacts } from '../pack-facts.ts';

/** A caller reads a result that the called flow never gives; names are exact (workflows-format 5.4). */
export const resultMissing: LintRule = {
  code: 'result_missing',
  severity: 'error',
  *check(facts) {
    for (const card of facts.cards) {
      const called = card.name === 'control:spawn' ? flowsOfCard(card.card)[0] : undefined;
      const results = called === undefined ? null : resultsOf(facts, called);
      if (results === null) continue;
      for (const output of card.card.outputs) {
        if (output.group !== null || results.has(output.key) || !isRead(card, output)) continue;
        yield {
          place: within(card.place, 'output', fieldName(output)),
          message: `The called flow gives no "${output.key}", only ${[...results].map((key) => `"${key}"`).join(', ') || 'nothing'}; it is null`,
          remedy: 'Add the field to the Return of the called flow, with the same letters',
        };
      }
    }
  },
};

/** Keys a flow can give: those of its Returns, else of any card that may be its last. Null when that cannot be known. */
function resultsOf({ scopes }: PackFacts, flowId: string): ReadonlySet<string> | null {
  const scope = scopes.find(({ flow, outer }) => flow.id === flowId && outer === null);
  if (scope === undefined) return null;
  const returns = scope.cards.filter(({ name }) => name === 'control:return');
  const ends = returns.length > 0 ? returns : scope.cards;
  return new Set([
    ...ends.flatMap(({ card }) => [...card.outputs, ...card.inputs].map(({ key }) => key)),
    // What an answer of HTTP or a stopped flow gives.
    ...scope.cards.flatMap(({ name }) =>
      name === 'control:continueIf'
        ? ['message']
        : name === 'control:returnRaw'
          ? ['statusCode', 'headers', 'body']
          : [],
    ),
  ]);
}
