import type { PackCard, PackScope } from '../pack/pack.ts';
import type { Guard } from './compiled-scope.ts';

/** Which branch each card is in, and the number of each If/Else. */
export interface Regions {
  /** By card id; cards outside of every branch are missing. */
  readonly guards: ReadonlyMap<string, Guard>;
  /** By id of the If/Else. */
  readonly decisions: ReadonlyMap<string, number>;
}

/**
 * Branches of If/Else (workflows-format 3.6): what is reachable from a head without entering the join that follows both heads.
 * @param order cards of the scope, topologically, so that an inner If/Else comes after the one around it and wins
 */
export function ifRegions(scope: PackScope, order: readonly PackCard[]): Regions {
  const guards = new Map<string, Guard>();
  const decisions = new Map<string, number>();
  const joins = new Set(order.filter(isJoin).map((card) => card.id));
  const after = new Map<string, string[]>();
  const link = (from: string, to: string): void => {
    const next = after.get(from);
    if (next === undefined) after.set(from, [to]);
    else next.push(to);
  };
  for (const [from, to] of scope.edges) if (from !== to) link(from, to);
  // An inner If/Else is left through its heads only.
  for (const { id, branches } of order) {
    if (branches === null) continue;
    link(id, branches.whenTrue);
    link(id, branches.whenFalse);
  }

  for (const { id, branches } of order) {
    if (branches === null) continue;
    const decision = decisions.size;
    decisions.set(id, decision);
    const { whenTrue, whenFalse } = branches;
    const behind = new Set(after.get(whenFalse));
    const join = (after.get(whenTrue) ?? []).find((next) => joins.has(next) && behind.has(next));
    if (join === undefined)
      throw new TypeError(`The If/Else ${id} of scope ${scope.id} has no join after both branches`);
    for (const [head, branch] of [
      [whenTrue, true],
      [whenFalse, false],
    ] as const) {
      for (const member of reachable(head, join, after)) guards.set(member, { decision, branch });
    }
  }
  return { guards, decisions };
}

function reachable(head: string, join: string, after: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set([head]);
  for (const card of found) {
    for (const next of after.get(card) ?? []) if (next !== join) found.add(next);
  }
  return found;
}

function isJoin(card: PackCard): boolean {
  return card.kind.type === 'kernel' && card.kind.name === 'control:join';
}
