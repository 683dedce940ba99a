import type { Clock, Ids } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Database, TransactionOptions } from '../database/database.ts';
import type { Transaction } from '../database/transaction.ts';
import { orgTime } from './clock-state.ts';
import { type IdLane, seededIds } from './seeded-ids.ts';
import type { TestMode } from './test-mode.ts';
import { joinOrg } from './test-schema.ts';

/** What the test mode of an org needs of its process. */
export interface TestStateParts {
  readonly database: Database;
  /** The real clock. */
  readonly clock: Clock;
  /** Ids of an org without a seed. */
  readonly ids: Ids;
  /** Who draws ids here. */
  readonly lane: IdLane;
}

/**
 * Time and ids of one org in test mode, as one process knows them. Every transaction of the org begins by asking the database
 * whether that is still so: what another process did to the clock or the state is seen by the next transaction of this one.
 */
export class TestState {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly #org: string;
  readonly #parts: TestStateParts;
  #mode: TestMode;
  #ids: Ids;
  #following: Promise<void> = Promise.resolve();

  private constructor(org: string, mode: TestMode, parts: TestStateParts) {
    this.#org = org;
    this.#parts = parts;
    this.#mode = mode;
    this.#ids = parts.ids;
    this.clock = { now: () => orgTime(this.#mode.clock, parts.clock.now()) };
    this.ids = { next: (kind) => this.#ids.next(kind) };
  }

  static async open(org: string, mode: TestMode, parts: TestStateParts): Promise<TestState> {
    const state = new TestState(org, mode, parts);
    state.#ids = await state.#openIds(mode);
    return state;
  }

  get generation(): number {
    return this.#mode.generation;
  }

  /** Takes over what the database says. Calls take turns. */
  follow(mode: TestMode): Promise<void> {
    const turn = this.#following.then(() => this.#follow(mode));
    this.#following = turn.catch(() => undefined);
    return turn;
  }

  /** A transaction of the org, with the clock, the ids and the state as they are when it begins. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    for (;;) {
      const outcome = await this.#parts.database.inOrg(
        this.#org,
        async (tx): Promise<{ readonly value: T } | { readonly ahead: TestMode }> => {
          const mode = await joinOrg(tx, this.#org);
          // An org that has just left test mode goes on as it was.
          if (mode !== undefined && mode.version > this.#mode.version) return { ahead: mode };
          return { value: await work(tx) };
        },
        options,
      );
      if ('value' in outcome) return outcome.value;
      await this.follow(outcome.ahead);
    }
  }

  async #follow(mode: TestMode): Promise<void> {
    if (mode.version <= this.#mode.version) return;
    if (mode.generation > this.#mode.generation) this.#ids = await this.#openIds(mode);
    this.#mode = mode;
  }

  async #openIds({ seed }: TestMode): Promise<Ids> {
    const { database, ids, lane } = this.#parts;
    if (seed === null) return ids;
    const epoch = await database.inPlatform(async (tx) => {
      const [row] = await tx.query<{ readonly epoch: number }>(sql`
        INSERT INTO headwater_test.id_lanes AS lanes (org, lane, epoch) VALUES (${this.#org}, ${lane}, 1)
        ON CONFLICT (org, lane) DO UPDATE SET epoch = lanes.epoch + 1
        RETURNING epoch - 1 AS epoch`);
      if (row === undefined) throw new TypeError('The lane of ids was not opened');
      return row.epoch;
    });
    return seededIds(seed, lane, epoch);
  }
}
