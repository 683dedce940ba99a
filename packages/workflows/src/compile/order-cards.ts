import type { PackCard, PackScope } from '../pack/pack.ts';

/**
 * Cards of a scope in the order in which they run (workflows-format 5.0): every card after those before it, `object:expand` first
 * where there is a choice. Throws a TypeError for a scope that the structure checks would have refused.
 */
export function orderCards(scope: PackScope): readonly PackCard[] {
  const cards = new Map(scope.cards.map((card) => [card.id, card]));
  const after = new Map<string, string[]>();
  const waitsFor = new Map(scope.cards.map((card) => [card.id, 0]));
  const link = (from: string, to: string): void => {
    const next = after.get(from);
    if (next === undefined) after.set(from, [to]);
    else next.push(to);
    waitsFor.set(to, (waitsFor.get(to) ?? 0) + 1);
  };
  for (const [from, to] of scope.edges) if (from !== to) link(from, to);
  for (const { id, branches } of scope.cards) {
    if (branches === null) continue;
    link(id, branches.whenTrue);
    link(id, branches.whenFalse);
  }

  const expands: PackCard[] = [];
  const others: PackCard[] = [];
  const ready = (id: string): void => {
    const card = cards.get(id);
    if (card === undefined) throw new TypeError(`Scope ${scope.id} has an edge to card ${id}, which it does not hold`);
    (isExpand(card) ? expands : others).push(card);
  };
  for (const [id, count] of waitsFor) if (count === 0) ready(id);

  const order: PackCard[] = [];
  let taken = 0;
  for (;;) {
    const card = expands.pop() ?? others[taken++];
    if (card === undefined) break;
    order.push(card);
    for (const next of after.get(card.id) ?? []) {
      const count = (waitsFor.get(next) ?? 0) - 1;
      waitsFor.set(next, count);
      if (count === 0) ready(next);
    }
  }
  if (order.length !== scope.cards.length) throw new TypeError(`The cards of scope ${scope.id} form a circle`);
  return order;
}

function isExpand(card: PackCard): boolean {
  return card.kind.type === 'kernel' && card.kind.name === 'object:expand';
}
