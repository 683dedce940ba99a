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
    const callees = new Map(
      [...free].map(([id, calls]) => [id, new Set(calls.flatMap(({ card }) => flowsOfCard(card)))]),
    );
    const loops = loopsOf(callees);
    for (const [id, calls] of free) {
      for (const call of calls) {
        if (!flowsOfCard(call.card).some((called) => isLoop(loops, callees, id, called))) continue;
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

type Calls = ReadonlyMap<string, ReadonlySet<string>>;

/** Whether a call leads back to where it comes from: both flows are in one loop, or the flow calls itself. */
function isLoop(loops: ReadonlyMap<string, number>, callees: Calls, from: string, to: string): boolean {
  return from === to || (callees.has(to) && loops.get(from) === loops.get(to));
}

/**
 * A number for each flow, the same for those that reach each other: Tarjan's strongly connected components, without recursion, in time
 * that grows with the calls.
 */
function loopsOf(callees: Calls): ReadonlyMap<string, number> {
  const loops = new Map<string, number>();
  const places = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  for (const root of callees.keys()) {
    if (places.has(root)) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { id, rest } = top;
      const { value: next, done } = rest.next();
      if (done !== true) {
        if (!places.has(next)) path.push(enter(next));
        else if (!loops.has(next)) lower(id, places.get(next) ?? 0);
        continue;
      }
      path.pop();
      const caller = path.at(-1);
      if (caller !== undefined) lower(caller.id, lowest.get(id) ?? 0);
      if (lowest.get(id) === places.get(id)) close(id);
    }
  }
  return loops;

  function enter(id: string): { readonly id: string; readonly rest: Iterator<string, undefined> } {
    lowest.set(id, places.size);
    places.set(id, places.size);
    open.push(id);
    return { id, rest: (callees.get(id) ?? new Set<string>()).values() };
  }
  function lower(id: string, to: number): void {
    lowest.set(id, Math.min(lowest.get(id) ?? to, to));
  }
  function close(id: string): void {
    const loop = places.get(id) ?? 0;
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      loops.set(member, loop);
      if (member === id) break;
    }
  }
}

function nameOf({ pack }: PackFacts, id: string): string {
  return pack.flows.get(id)?.name ?? id;
}
