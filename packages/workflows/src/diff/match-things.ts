import type { Pack } from '../pack/pack.ts';

interface Thing {
  readonly id: string;
  readonly name: string;
}

/** Pairs of what both packs have, and what only one has. */
export interface Matched<T> {
  readonly pairs: readonly (readonly [before: T, after: T])[];
  readonly added: readonly T[];
  readonly removed: readonly T[];
}

/** Matches by id, and what is left by name: ids are made anew when a pack is imported and exported again. */
export function matchThings<T extends Thing>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
): Matched<T> {
  const pairs: [T, T][] = [];
  const left = new Map(after);
  const unmatched: T[] = [];
  for (const thing of before.values()) {
    const twin = left.get(thing.id);
    if (twin === undefined) unmatched.push(thing);
    else pairs.push([thing, twin]);
    left.delete(thing.id);
  }
  const removed: T[] = [];
  for (const thing of unmatched) {
    const twin = [...left.values()].find(({ name }) => name === thing.name);
    if (twin === undefined) removed.push(thing);
    else pairs.push([thing, twin]);
    if (twin !== undefined) left.delete(twin.id);
  }
  return { pairs, added: [...left.values()], removed };
}

/** What ids inside cards stand for, the same for both packs where they stand for the same. */
export interface Names {
  /** A token that is equal for equal things; the id itself when it stands for nothing. */
  readonly token: (id: string) => string;
  /** `flow "Import"`; null when it stands for nothing. */
  readonly show: (id: string) => string | null;
}

export function namesOf(pack: Pack, afterIds: ReadonlyMap<string, string> | null): Names {
  const shown = new Map<string, string>();
  for (const { id, name } of pack.flows.values()) shown.set(id, `flow ${JSON.stringify(name)}`);
  for (const { id, name } of pack.tables.values()) shown.set(id, `table ${JSON.stringify(name)}`);
  for (const { id, name } of pack.connections.values()) shown.set(id, `connection ${JSON.stringify(name)}`);
  for (const { id, name } of pack.folders.values()) shown.set(id, `folder ${JSON.stringify(name)}`);
  return { token: (id) => afterIds?.get(id) ?? id, show: (id) => shown.get(id) ?? null };
}
