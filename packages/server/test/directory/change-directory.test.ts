import pg from 'pg';
import { expect, test } from 'vitest';
import type { Transaction } from '../../src/database/transaction.ts';
import { changeDirectory } from '../../src/directory/change-directory.ts';

/** An org whose transactions fail with these codes, one after the other, and then succeed; and how often it was tried. */
function failing(...codes: readonly string[]) {
  const left = [...codes];
  const org = {
    tries: 0,
    async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
      org.tries += 1;
      const code = left.shift();
      if (code !== undefined) throw Object.assign(new pg.DatabaseError('failed', 6, 'error'), { code });
      // The work of these tests asks nothing of it.
      return work({} as Transaction);
    },
  };
  return org;
}

test('work that PostgreSQL undid in favour of another transaction is tried again', async () => {
  const org = failing('40P01', '40001', '40P01');
  expect([await changeDirectory(org, async () => 'done'), org.tries]).toEqual(['done', 4]);
});

test('but not for ever', async () => {
  const org = failing('40P01', '40P01', '40P01', '40P01');
  await expect(changeDirectory(org, async () => 'done')).rejects.toMatchObject({ code: '40P01' });
});

test.each(['23505', '57P01'])('a failure %s of another kind is not', async (code) => {
  const org = failing(code);
  await expect(changeDirectory(org, async () => 'done')).rejects.toMatchObject({ code });
  expect(org.tries).toBe(1);
});
