import type pg from 'pg';

/** Ends a transaction that failed, and gives its connection back. One that cannot even roll back is not given to anyone again. */
export async function rollBack(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch {
    client.release(true);
  }
}
