import type { OrgRow } from '../orgs/org-rows.ts';
import { TestState, type TestStateParts } from './org-state.ts';
import type { TestMode } from './test-mode.ts';

interface Kept {
  /** An org that was dropped and made again is another one. */
  readonly orgId: string;
  readonly state: Promise<TestState>;
}

/** The states of all orgs in test mode, kept as the list of orgs is read again and again. */
export class TestStates {
  readonly #parts: TestStateParts;
  readonly #kept = new Map<string, Kept>();

  constructor(parts: TestStateParts) {
    this.#parts = parts;
  }

  /** The states as of these rows, by name; one that cannot be opened, because its org is being dropped, is left out. */
  async follow(rows: readonly OrgRow[]): Promise<ReadonlyMap<string, TestState>> {
    const states = new Map<string, TestState>();
    for (const row of rows) {
      const { testMode } = row;
      if (testMode === undefined) continue;
      const state = await this.#open(row, testMode).catch(() => undefined);
      if (state === undefined) this.#kept.delete(row.name);
      else states.set(row.name, state);
    }
    for (const name of this.#kept.keys()) if (!states.has(name)) this.#kept.delete(name);
    return states;
  }

  async #open({ id, name }: OrgRow, mode: TestMode): Promise<TestState> {
    const kept = this.#kept.get(name);
    const state = kept?.orgId === id ? kept.state : TestState.open(name, mode, this.#parts);
    this.#kept.set(name, { orgId: id, state });
    const opened = await state;
    await opened.follow(mode);
    return opened;
  }
}
