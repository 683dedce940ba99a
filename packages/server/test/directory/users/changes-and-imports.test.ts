import { ApiError } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { changeDirectory } from '../../../src/directory/change-directory.ts';
import { changeLockedStatus } from '../../../src/directory/users/change-status.ts';
import { deleteUser } from '../../../src/directory/users/delete-user.ts';
import { lockUser } from '../../../src/directory/users/find-user.ts';
import { updateUser } from '../../../src/directory/users/update-user.ts';
import type { Org } from '../../../src/orgs/org.ts';
import { SYSTEM } from '../../../src/system-log/record-event.ts';
import {
  AUTOMATIC,
  type BenchSource,
  deletes,
  type ImportBench,
  openImportBench,
  person,
  receipt,
  type Upload,
  upserts,
  userProfile,
} from '../../support/import-harness.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

async function remove(login: string): Promise<void> {
  await bench.org.transaction(async (tx) =>
    deleteUser(tx, bench.org, { at: bench.clock.now(), actor: SYSTEM }, await lockUser(tx, login)),
  );
}

/** Records of sources whose user does not exist. */
async function dangling(): Promise<readonly object[]> {
  return bench.org.read((tx) =>
    tx.query(sql`
      SELECT external_id FROM source_users s
       WHERE user_id IS NOT NULL AND NOT EXISTS (SELECT FROM users WHERE id = s.user_id)`),
  );
}

/** Processes a session into which something comes, once everything is planned and before anything is applied. */
async function interrupted(source: BenchSource, upload: Upload, interrupt: () => Promise<void>) {
  const sessionId = await source.trigger(upload);
  let due = true;
  const org: Org = {
    ...bench.org,
    transaction: async (work) => {
      const planned = await bench.org.read((tx) => tx.query(sql`SELECT FROM imports WHERE status = 'APPLYING'`));
      if (due && planned.length > 0) {
        due = false;
        await interrupt();
      }
      return bench.org.transaction(work);
    },
  };
  await bench.work(source, org);
  return bench.outcome(sessionId);
}

describe('a person whose user was deleted', () => {
  it('becomes a new user with the next upload, also with the same one, where new users are confirmed by themselves', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')], ['2', person('bob')]));
    await remove('ann@example.com');
    const { receipts } = await source.run(upserts(['1', person('ann')], ['2', person('bob')]));
    expect([receipts, Object.keys(await bench.users()), await dangling()]).toEqual([
      [receipt(1, '1', 'updated', { match: 'none', link: 'created' }), receipt(2, '2', 'unchanged')],
      ['ann@example.com', 'bob@example.com'],
      [],
    ]);
  });

  it('waits for a decision where they are not', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')]));
    await source.change({ autoConfirmNewUsers: false });
    await remove('ann@example.com');
    const waiting = { status: 'IMPORTED', matchType: 'NONE', user: null, profile: person('ann') };
    expect(await source.people()).toEqual({ 1: waiting });
    const { receipts } = await source.run(upserts(['1', person('ann')]));
    expect([receipts[0]?.match, await source.people(), await bench.users()]).toEqual(['none', { 1: waiting }, {}]);
  });

  it('matches whoever has the login by then', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')]));
    await remove('ann@example.com');
    await bench.addUser('ann');
    const { receipts } = await source.run(upserts(['1', person('ann', { mobilePhone: '1' })]));
    expect(receipts).toEqual([receipt(1, '1', 'updated', { match: 'exact', link: 'matched' })]);
  });

  it('is removed from the source like everybody', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')]));
    await remove('ann@example.com');
    const { receipts } = await source.run(deletes('1'));
    expect([receipts, (await source.people())[1]?.status]).toEqual([
      [receipt(1, '1', 'removed', { action: 'delete' })],
      'DEPROVISIONED',
    ]);
  });
});

describe('a user who is deleted between plan and apply', () => {
  it('and would have been changed, is made again by the same import', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')], ['2', person('bob')]));
    const upload = upserts(['1', person('ann', { mobilePhone: '1' })], ['2', person('bob', { mobilePhone: '2' })]);
    const { status, receipts } = await interrupted(source, upload, () => remove('ann@example.com'));
    expect([status, receipts, await bench.users(), await dangling()]).toEqual([
      'COMPLETED',
      [receipt(1, '1', 'updated', { match: 'none', link: 'created' }), receipt(2, '2', 'updated')],
      {
        'ann@example.com': { status: 'STAGED', profile: userProfile('ann', { mobilePhone: '1' }) },
        'bob@example.com': { status: 'STAGED', profile: userProfile('bob', { mobilePhone: '2' }) },
      },
      [],
    ]);
  });

  it('and would have been linked, leaves nobody linked to nothing', async () => {
    const source = await bench.addSource({ ...AUTOMATIC, autoConfirmNewUsers: false });
    await bench.addUser('ann');
    const { status, receipts } = await interrupted(source, upserts(['1', person('ann')]), () =>
      remove('ann@example.com'),
    );
    expect([status, receipts[0]?.match, await source.people(), await dangling()]).toEqual([
      'COMPLETED',
      'none',
      { 1: { status: 'IMPORTED', matchType: 'NONE', user: null, profile: person('ann') } },
      [],
    ]);
  });

  it('and whose record alone changes, leaves nobody linked to nothing', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')]));
    const upload = upserts(['1', person('ann', { homeAddress: 'Rome' })]);
    const { status, receipts } = await interrupted(source, upload, () => remove('ann@example.com'));
    expect([status, receipts, await dangling()]).toEqual([
      'COMPLETED',
      [receipt(1, '1', 'updated', { match: 'none', link: 'created' })],
      [],
    ]);
  });

  it('and whose record is deleted, stays deleted', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')]));
    const { status, receipts } = await interrupted(source, deletes('1'), () => remove('ann@example.com'));
    expect([status, receipts[0]?.outcome, await bench.users(), await dangling()]).toEqual([
      'COMPLETED',
      'removed',
      {},
      [],
    ]);
  });
});

it('an edit by the API between plan and apply stays, beside what the import writes', async () => {
  const source = await bench.addSource(AUTOMATIC);
  await source.run(upserts(['1', person('ann')]));
  const { status, receipts } = await interrupted(source, upserts(['1', person('ann', { mobilePhone: '1' })]), () =>
    bench.org.transaction(async (tx) => {
      const context = { at: bench.clock.now(), actor: SYSTEM };
      const edit = { profile: { title: 'Dr', mobilePhone: null }, replace: false };
      await updateUser(tx, bench.org.choices, context, await lockUser(tx, 'ann'), edit);
    }),
  );
  expect([status, receipts, await bench.users()]).toEqual([
    'COMPLETED',
    [receipt(1, '1', 'updated')],
    { 'ann@example.com': { status: 'STAGED', profile: userProfile('ann', { title: 'Dr', mobilePhone: '1' }) } },
  ]);
});

it('people who are edited, suspended and deleted while imports run are in the end who the source says', async () => {
  const source = await bench.addSource({ ...AUTOMATIC, reactivateSuspendedUsers: true });
  const names = Array.from({ length: 120 }, (_, index) => `p${index}`);
  const upload = (phone: string) =>
    upserts(...names.map((name) => [name, person(name, { mobilePhone: phone })] as const));
  await source.run(upload('0'));
  const context = () => ({ at: bench.clock.now(), actor: SYSTEM });
  const change = async (name: string, index: number): Promise<void> => {
    await changeDirectory(bench.org, async (tx) => {
      const user = await lockUser(tx, name);
      if (index % 3 === 0) await deleteUser(tx, bench.org, context(), user);
      else if (index % 3 === 1) await changeLockedStatus(tx, bench.org.choices, context(), user, 'activate');
      else {
        const edit = { profile: { title: 'Dr', login: `new-${name}@example.com` }, replace: false };
        await updateUser(tx, bench.org.choices, context(), user, edit).catch((error: unknown) => {
          // The source owns the login.
          if (!(error instanceof ApiError) || error.code !== 'profileSourced') throw error;
        });
        await updateUser(tx, bench.org.choices, context(), user, { profile: { title: 'Dr' }, replace: false });
      }
    });
  };
  await source.trigger(upload('1'));
  await Promise.all([bench.work(source), ...names.map(change)]);
  const { status, counters } = await source.run(upload('2'));
  const people = await source.people();
  const users = await bench.users();
  expect([status, counters.errors, await dangling(), Object.keys(users).length]).toEqual(['COMPLETED', 0, [], 120]);
  for (const [index, name] of names.entries()) {
    const login = `${name}@example.com`;
    expect(people[name]).toMatchObject({ status: 'ACTIVE', user: login });
    expect(users[login]).toEqual({
      status: index % 3 === 1 ? 'PROVISIONED' : 'STAGED',
      profile: userProfile(name, { mobilePhone: '2', ...(index % 3 === 2 ? { title: 'Dr' } : {}) }),
    });
  }
});
