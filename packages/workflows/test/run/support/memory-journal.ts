import type { Journal, JournalEntry } from '../../../src/run/journal.ts';

/** The process that ran the execution is gone. */
export class Crash extends Error {}

/** A journal that keeps what was flushed, and can lose the process at a flush: before it is safe, or after. */
export class MemoryJournal implements Journal {
  readonly safe: JournalEntry[] = [];
  flushes = 0;
  readonly #crashAt: { readonly flush: number; readonly isSafe: boolean } | null;
  #pending: JournalEntry[] = [];
  #isGone = false;

  constructor(safe: readonly JournalEntry[] = [], crashAt: { flush: number; isSafe: boolean } | null = null) {
    this.safe.push(...safe);
    this.#crashAt = crashAt;
  }

  note(entry: JournalEntry): void {
    this.#pending.push(entry);
  }

  async flush(): Promise<void> {
    if (this.#isGone) throw new Crash();
    this.flushes++;
    const crashes = this.#crashAt?.flush === this.flushes;
    if (!crashes || this.#crashAt?.isSafe === true) this.safe.push(...this.#pending.splice(0));
    if (!crashes) return;
    this.#isGone = true;
    throw new Crash();
  }
}

/**
 * What a host gives back of a journal: everything of frames that are open, and of the closed ones whose parent is open how they
 * closed.
 */
export function rememberedOf(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const parents = new Map<string, string | null>();
  const closed = new Set<string>();
  for (const entry of entries) {
    if (entry.type === 'opened') parents.set(entry.frame, entry.parent?.frame ?? null);
    if (entry.type === 'closed') closed.add(entry.frame);
  }
  return entries.filter((entry) => {
    if (!closed.has(entry.frame)) return true;
    const parent = parents.get(entry.frame) ?? null;
    return entry.type === 'closed' && (parent === null || !closed.has(parent));
  });
}
