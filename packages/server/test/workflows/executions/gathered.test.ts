import { describe, expect, it } from 'vitest';
import { deferred } from '../../../src/jobs/deferred.ts';
import type { Org } from '../../../src/orgs/org.ts';
import { gathered } from '../../../src/workflows/executions/gathered.ts';

// Nothing is asked of them.
const [sales, support] = [{ name: 'sales' } as Org, { name: 'support' } as Org];

describe('visits to the database that are gathered', () => {
  it('go together where one is under way, those of another org apart', async () => {
    const visits: unknown[] = [];
    const first = deferred<void>();
    const ask = gathered(async (org, keys: readonly string[]) => {
      visits.push([org.name, ...keys]);
      if (visits.length === 1) await first.promise;
      return keys.map((key) => key.toUpperCase());
    });
    const asked = [ask(sales, 'a'), ask(sales, 'b'), ask(sales, 'c'), ask(support, 'd')];
    first.resolve();
    expect(await Promise.all(asked)).toEqual(['A', 'B', 'C', 'D']);
    expect(await ask(sales, 'e')).toBe('E');
    expect(visits).toEqual([
      ['sales', 'a'],
      ['support', 'd'],
      ['sales', 'b', 'c'],
      ['sales', 'e'],
    ]);
  });

  it('fail for the one that cannot be answered alone', async () => {
    const first = deferred<void>();
    const ask = gathered(async (_org, keys: readonly string[]) => {
      if (keys.includes('first')) await first.promise;
      if (keys.includes('bad')) throw new Error('bad');
      return keys;
    });
    const asked = Promise.allSettled([ask(sales, 'first'), ask(sales, 'a'), ask(sales, 'bad'), ask(sales, 'b')]);
    first.resolve();
    expect((await asked).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
      'first',
      'a',
      'Error: bad',
      'b',
    ]);
  });
});
