import { joinsOf } from './check-ifs.ts';
import type { PackScope } from './pack.ts';

/** A branch of an If/Else; `parent` is the branch around it. */
export interface Region {
  readonly parent: Region | null;
  readonly join: string;
  /** Id of the If/Else, and which of its branches this is. */
  readonly ifCard: string;
  readonly side: boolean;
}

/** The innermost branch of each card that is in one: what is reachable from a head without entering the join (workflows-format 3.6). */
export function regionsOf(scope: PackScope, order: ReadonlyMap<string, number>): ReadonlyMap<string, Region> {
  const byId = new Map(scope.cards.map((card) => [card.id, card]));
  const next = new Map<string, string[]>(scope.cards.map((card) => [card.id, []]));
  for (const [from, to] of scope.edges) next.get(from)?.push(to);
  for (const { id, branches } of scope.cards) {
    if (branches !== null) next.get(id)?.push(branches.whenTrue, branches.whenFalse);
  }
  const regions = new Map<string, Region>();
  const ifs = scope.cards.filter((card) => card.branches !== null);
  // Outer ones first, so that inner ones overwrite.
  ifs.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  for (const { id, branches } of ifs) {
    if (branches === null) continue;
    const join = joinsOf(scope, byId, [branches.whenTrue, branches.whenFalse])[0] ?? '';
    const around = { parent: regions.get(id) ?? null, join, ifCard: id };
    fill(regions, { ...around, side: true }, branches.whenTrue, next);
    fill(regions, { ...around, side: false }, branches.whenFalse, next);
  }
  return regions;
}

function fill(
  regions: Map<string, Region>,
  region: Region,
  head: string,
  next: ReadonlyMap<string, readonly string[]>,
): void {
  const open = [head];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === region.join || regions.get(id) === region) continue;
    regions.set(id, region);
    open.push(...(next.get(id) ?? []));
  }
}
