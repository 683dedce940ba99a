import type { Transaction } from '../../src/database/transaction.ts';
import type { Org } from '../../src/orgs/org.ts';

/** The process is gone: nothing that it still tries happens. */
export class Killed extends Error {}

/**
 * The org as a process sees it that dies at a moment: before its n-th statement, or between a commit and the news of it.
 * Without a number it lives, and counts the moments.
 */
export class MortalOrg {
  moments = 0;
  readonly org: Org;
  readonly #dies: number;

  constructor(org: Org, dies = Number.POSITIVE_INFINITY) {
    this.#dies = dies;
    this.org = {
      ...org,
      transaction: async (work) => {
        const value = await org.transaction((tx) => work(this.#watch(tx)));
        this.#live();
        return value;
      },
      read: (work) => org.read((tx) => work(this.#watch(tx))),
    };
  }

  #live(): void {
    this.moments++;
    if (this.moments >= this.#dies) throw new Killed(`at moment ${this.moments}`);
  }

  #watch(tx: Transaction): Transaction {
    const lives =
      <Args extends readonly unknown[], T>(does: (...args: Args) => Promise<T>) =>
      async (...args: Args): Promise<T> => {
        this.#live();
        return does(...args);
      };
    return {
      query: (statement) => lives(() => tx.query<never>(statement))(),
      execute: lives((statement) => tx.execute(statement)),
      copyInto: lives((target, rows) => tx.copyInto(target, rows)),
      savepoint: (work) => tx.savepoint(work),
      later: lives((statement) => tx.later(statement)),
    };
  }
}
