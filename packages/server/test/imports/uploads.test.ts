import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type LoadHead, Uploads } from '../../src/imports/uploads.ts';
import type { Org } from '../../src/orgs/org.ts';

/** Loads of one person each that count as a million, so that only one of them is kept at hand. */
function uploadsOf(numbers: readonly number[]): Uploads {
  const heads: readonly LoadHead[] = numbers.map((number) => {
    return { number, class: 'users', action: 'upsert', items: 1_000_000, keys: new Float64Array(1), dropped: [] };
  });
  const bodies = numbers.map((number) => ({ number, body: gzipSync(`{"externalId":"${number}","profile":{}}\n`) }));
  const tx = { query: async () => bodies };
  // Uploads only ever reads bodies of the session: the one query that this org answers.
  const org = { read: async (work: (reader: typeof tx) => unknown) => work(tx) } as unknown as Org;
  return new Uploads(org, 'aps', heads);
}

async function idsOf(uploads: Uploads, numbers: readonly number[]): Promise<readonly string[]> {
  const items = await uploads.read(numbers);
  return numbers.flatMap((number) => (items.get(number) ?? []).map(({ externalId }) => externalId));
}

describe('Uploads', () => {
  it('gives every reader all of its loads, though another one makes room meanwhile', async () => {
    const uploads = uploadsOf([1, 2, 3, 4, 5, 6]);
    const read = await Promise.all([
      idsOf(uploads, [1, 2]),
      idsOf(uploads, [3, 4, 5]),
      idsOf(uploads, [2, 6]),
      idsOf(uploads, [1, 3]),
    ]);
    expect(read).toEqual([
      ['1', '2'],
      ['3', '4', '5'],
      ['2', '6'],
      ['1', '3'],
    ]);
  });

  it('reads again what was let go', async () => {
    const uploads = uploadsOf([1, 2, 3, 4]);
    for (const number of [1, 2, 3, 4, 1]) expect(await idsOf(uploads, [number])).toEqual([`${number}`]);
  });
});
