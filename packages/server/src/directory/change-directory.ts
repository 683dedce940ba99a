import pg from 'pg';
import type { Transaction } from '../database/transaction.ts';
import type { Org } from '../orgs/org.ts';

/** PostgreSQL undid the transaction because it and another one waited for each other: nothing of it has happened. */
const COLLISIONS: ReadonlySet<string | undefined> = new Set(['40001', '40P01']);

const MOST_TRIES = 4;

/**
 * A unit of work that people wait for, in the way of imports that lock a thousand users at a time: where both waited for each other and
 * the work was undone, it is tried again. `work` must have no effect but the transaction's.
 */
export async function changeDirectory<T>(
  org: Pick<Org, 'transaction'>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await org.transaction(work);
    } catch (error) {
      if (tries === MOST_TRIES || !(error instanceof pg.DatabaseError) || !COLLISIONS.has(error.code)) throw error;
    }
  }
}
