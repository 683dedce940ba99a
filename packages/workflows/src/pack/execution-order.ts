import type { PackScope } from './pack.ts';
import { startOf } from './read-flow.ts';

/** Place of each card in the order of execution, which every scope of a read pack has: cards before those behind them. */
export function executionOrder(scope: PackScope): ReadonlyMap<string, number> {
  const next = new Map<string, string[]>(scope.cards.map((card) => [card.id, []]));
  for (const [from, to] of scope.edges) next.get(from)?.push(to);
  for (const { id, branches } of scope.cards) {
    if (branches !== null) next.get(id)?.push(branches.whenFalse, branches.whenTrue);
  }
  const waiting = new Map<string, number>();
  for (const targets of next.values()) for (const id of targets) waiting.set(id, (waiting.get(id) ?? 0) + 1);
  const order = new Map<string, number>();
  const ready = [startOf(scope)?.id];
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
