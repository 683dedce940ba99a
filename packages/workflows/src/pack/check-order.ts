import type { PackCard, PackScope } from './pack.ts';
import { type Place, quoted, within } from './place.ts';
import { kindName } from './read-kind.ts';
import type { Reading } from './reading.ts';

const STARTS_OF_FLOWS: ReadonlySet<string> = new Set([
  'control:callable',
  'control:noop',
  'http:accept',
  'http:delegated',
]);

/**
 * Checks that control leads from one start card to every other card and never in a circle. Gives each card's place in the
 * order of execution; null when there is none.
 */
export function checkOrder(
  reading: Reading,
  scope: PackScope,
  place: Place,
  isBlock: boolean,
): ReadonlyMap<string, number> | null {
  const byId = new Map(scope.cards.map((card) => [card.id, card]));
  if (byId.size === 0) {
    reading.refuse('flow_empty', place, 'It has no cards; a flow begins with a start card');
    return null;
  }
  const next = successors(scope);
  const waiting = new Map(scope.cards.map((card) => [card.id, 0]));
  for (const targets of next.values()) {
    for (const target of targets) waiting.set(target, (waiting.get(target) ?? 0) + 1);
  }
  const roots = scope.cards.filter((card) => waiting.get(card.id) === 0);
  const order = sort(roots, next, waiting);
  if (order.size < byId.size) {
    const cycle = cycleOf(
      scope.cards.filter((card) => !order.has(card.id)),
      next,
    );
    const names = cycle.map((card) => `${quoted(card.title)} (${card.id})`).join(' → ');
    reading.refuse('cycle', place, `Control runs in a circle: ${names}; a flow repeats by calling a helper`);
    return null;
  }
  checkRoots(reading, roots, place, isBlock);
  return order;
}

/** Control edges, with those from an If/Else to its branches. */
function successors(scope: PackScope): ReadonlyMap<string, ReadonlySet<string>> {
  const next = new Map<string, Set<string>>(scope.cards.map((card) => [card.id, new Set()]));
  for (const [from, to] of scope.edges) next.get(from)?.add(to);
  for (const { id, branches } of scope.cards) {
    if (branches === null) continue;
    for (const head of [branches.whenTrue, branches.whenFalse]) if (next.has(head)) next.get(id)?.add(head);
  }
  return next;
}

function sort(
  roots: readonly PackCard[],
  next: ReadonlyMap<string, ReadonlySet<string>>,
  waiting: Map<string, number>,
): ReadonlyMap<string, number> {
  const order = new Map<string, number>();
  const ready = roots.map((card) => card.id);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    order.set(id, order.size);
    for (const target of next.get(id) ?? []) {
      const left = (waiting.get(target) ?? 0) - 1;
      waiting.set(target, left);
      if (left === 0) ready.push(target);
    }
  }
  return order;
}

/** The cards of one circle, the first again at the end. Every card here has one before it that is here too. */
function cycleOf(cards: readonly PackCard[], next: ReadonlyMap<string, ReadonlySet<string>>): readonly PackCard[] {
  const byId = new Map(cards.map((card) => [card.id, card]));
  const before = new Map<string, PackCard>();
  for (const card of cards) {
    for (const target of next.get(card.id) ?? []) if (byId.has(target)) before.set(target, card);
  }
  const walked: PackCard[] = [];
  const at = new Map<string, number>();
  let card = cards[0];
  while (card !== undefined && !at.has(card.id)) {
    at.set(card.id, walked.length);
    walked.push(card);
    card = before.get(card.id);
  }
  const circle = walked.slice(card === undefined ? 0 : at.get(card.id)).reverse();
  return circle[0] === undefined ? [] : [...circle, circle[0]];
}

function checkRoots(reading: Reading, roots: readonly PackCard[], place: Place, isBlock: boolean): void {
  const [root, second] = roots;
  if (root === undefined) return;
  if (second !== undefined) {
    const names = roots
      .slice(0, 5)
      .map((card) => `${quoted(card.title)} (${card.id})`)
      .join(', ');
    reading.refuse(
      'several_starts',
      place,
      `${roots.length} cards have nothing before them (${names}); only the start card may`,
    );
    return;
  }
  const name = kindName(root.kind);
  const isStart = isBlock ? name === 'control:callable' : root.kind.type === 'connector' || STARTS_OF_FLOWS.has(name);
  if (!isStart) {
    reading.refuse(
      'start_invalid',
      within(place, 'card', root.title, root.id),
      `A card of kind ${name} cannot start a ${isBlock ? 'block' : 'flow'}`,
    );
  } else if (root.kind.type === 'connector' && !root.isTrigger) {
    reading.warn(
      'trigger_unmarked',
      within(place, 'card', root.title, root.id),
      'It starts the flow, and is not marked as an event; it is taken for one',
    );
  }
}
