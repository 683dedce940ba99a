import { flowsOfCard } from '../../pack/references.ts';
import type { LintRule } from '../lint-finding.ts';
import { append, type CardFacts, ITERATORS, type PackFacts } from '../pack-facts.ts';

/** Flows that call themselves, directly or through others, and nothing on the way can stop them (workflows-format 5.4). */
export const recursionUnbounded: LintRule = {
  code: 'recursion_unbounded',
  severity: 'error',
  *check(facts) {
    const free = new Map<string, CardFacts[]>();
    for (const card of facts.cards) {
      if (!CALLS.has(card.name) || isGuarded(card)) continue;
      append(free, card.flow.id, card);
    }
    for (const [id, calls] of free) {
      for (const call of calls) {
        if (!flowsOfCard(call.card).some((called) => reaches(free, called, id))) continue;
        yield {
          place: call.place,
          message: `The flow ${JSON.stringify(nameOf(facts, id))} calls itself by this card every time it runs`,
          remedy: 'Put the call into a branch of an If/Else, or a Continue If before it',
        };
      }
    }
  },
};

const CALLS: ReadonlySet<string> = new Set(['control:spawn', 'control:run', 'control:times', ...ITERATORS]);
const STOPS: ReadonlySet<string> = new Set([
  'control:continueIf',
  'control:throwIf',
  'control:throw',
  'control:branch',
]);

/** Whether the card may be left out in some run: by a branch, a stop before it, an empty list, or the block it is in. */
function isGuarded(card: CardFacts): boolean {
  if (ITERATORS.has(card.name) || card.scope.regions.has(card.card.id)) return true;
  for (const before of card.scope.cards) {
    if (before === card) break;
    if (STOPS.has(before.name)) return true;
    // A Return inside a branch ends the flow.
    if (before.name.startsWith('control:return') && card.scope.regions.has(before.card.id)) return true;
  }
  const { outer } = card.scope;
  return outer !== null && (outer.name !== 'control:tryCatch' || isGuarded(outer));
}

function reaches(free: ReadonlyMap<string, readonly CardFacts[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const card of free.get(id) ?? []) open.push(...flowsOfCard(card.card));
  }
  return false;
}

function nameOf({ pack }: PackFacts, id: string): string {
  return pack.flows.get(id)?.name ?? id;
}
