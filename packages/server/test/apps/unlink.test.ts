import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { unlinkAppUser } from '../../src/apps/app-users/unlink-app-user.ts';
import { getIdentitySource } from '../../src/identity-sources/identity-source.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import {
  AUTOMATIC,
  type BenchSource,
  deletes,
  type ImportBench,
  openImportBench,
  person,
  receipt,
  upserts,
  userProfile,
} from '../support/import-harness.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

const ANN = upserts(['1', person('ann')]);

/** A source that created Ann, and whose link to her was broken. */
async function unlinked(): Promise<BenchSource> {
  const source = await bench.addSource(AUTOMATIC);
  const { rows } = await source.run(ANN);
  await bench.org.transaction(async (tx) =>
    unlinkAppUser(tx, bench.org, await getIdentitySource(tx, source.id), rows[0]?.user_id ?? '', { actor: SYSTEM }),
  );
  return source;
}

describe('a person whose link to a user was broken', () => {
  it('is unassigned, and the user stays', async () => {
    const source = await unlinked();
    expect([await source.people(), Object.keys(await bench.users())]).toEqual([
      { '1': { status: 'UNASSIGNED', matchType: null, user: null, profile: person('ann') } },
      ['ann@example.com'],
    ]);
  });

  it('is matched like somebody new by the next upload, though nothing else changed', async () => {
    const source = await unlinked();
    const { receipts } = await source.run(ANN);
    expect(receipts).toEqual([receipt(1, '1', 'updated', { match: 'exact', link: 'matched' })]);
    expect((await source.people())['1']?.user).toBe('ann@example.com');
  });

  it('waits for a person where exact matches are not confirmed by themselves', async () => {
    const source = await unlinked();
    await source.change({ autoConfirmExactMatch: false });
    const { receipts } = await source.run(upserts(['1', person('ann', { firstName: 'Anna' })]));
    const waits = { code: 'awaitingConfirmation', data: { match: 'exact' } } as const;
    expect(receipts).toEqual([receipt(1, '1', 'updated', { match: 'exact', notes: [waits] })]);
    expect((await bench.users())['ann@example.com']?.profile).toEqual(userProfile('ann'));
  });

  it('is deleted by the source without an effect on the user', async () => {
    const source = await unlinked();
    const before = await bench.users();
    const { receipts } = await source.run(deletes('1'));
    expect([receipts, await bench.users()]).toEqual([[receipt(1, '1', 'removed', { action: 'delete' })], before]);
  });
});
