import { startOf } from '../../pack/read-flow.ts';
import { flowsOfCard } from '../../pack/references.ts';
import type { LintRule } from '../lint-finding.ts';
import { argumentsOf, ITERATORS, inputPlace, type PackFacts } from '../pack-facts.ts';

/** An argument that the called flow has no parameter for: a leftover, or a misspelt name. */
export const argumentUnknown: LintRule = {
  code: 'argument_unknown',
  severity: 'warning',
  *check(facts) {
    for (const card of facts.cards) {
      if (!CALLS.has(card.name) && !ITERATORS.has(card.name)) continue;
      const called = flowsOfCard(card.card)[0];
      const parameters = called === undefined ? null : parametersOf(facts, called);
      if (parameters === null) continue;
      for (const input of argumentsOf(card)) {
        if (parameters.has(input.key) || (card.name === 'list:reduce' && input.key === 'memo')) continue;
        yield {
          place: inputPlace(card, input),
          message: `The called flow has no parameter "${input.key}", only ${[...parameters].map((key) => `"${key}"`).join(', ') || 'none'}; the value is lost`,
          remedy: 'Remove the argument, or name it like the parameter, with the same letters',
        };
      }
    }
  },
};

const CALLS: ReadonlySet<string> = new Set(['control:spawn', 'control:run', 'control:times']);

function parametersOf({ pack }: PackFacts, flowId: string): ReadonlySet<string> | null {
  const flow = pack.flows.get(flowId);
  const start = flow === undefined ? null : startOf(flow.scope);
  return start === null ? null : new Set(start.outputs.filter(({ group }) => group === null).map(({ key }) => key));
}
