import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Transaction } from '../../src/database/transaction.ts';
import { changeStatus } from '../../src/directory/users/change-status.ts';
import type { Org } from '../../src/orgs/org.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import {
  AUTOMATIC,
  counts,
  deletes,
  type ImportBench,
  openImportBench,
  person,
  receipt,
  upserts,
  userIdOf,
  userProfile,
} from '../support/import-harness.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

/** The org as an import sees it in whose way something comes between planning and applying, once. */
function interrupted(org: Org, interrupt: () => Promise<void>): Org {
  let due = true;
  return {
    ...org,
    transaction: async (work) => {
      if (due && (await isPlanned(org))) {
        due = false;
        await interrupt();
      }
      return org.transaction(work);
    },
  };
}

async function isPlanned(org: Org): Promise<boolean> {
  const rows = await org.read((tx) => tx.query(sql`SELECT FROM imports WHERE status = 'APPLYING'`));
  return rows.length > 0;
}

const context = () => ({ at: bench.clock.now(), actor: SYSTEM });

describe('a directory that changes between plan and apply', () => {
  it('makes the record of the changed user be planned again, and no other', async () => {
    const source = await bench.addSource({ ...AUTOMATIC, reactivateSuspendedUsers: true });
    await bench.addUser('bob', { status: 'ACTIVE', hasPassword: true });
    await source.run(upserts(['1', person('ann')], ['2', person('bob')], ['3', person('cid')]));
    const bob = await userIdOf(bench.org, 'bob@example.com');
    const sessionId = await source.trigger(
      upserts(
        ['1', person('ann', { mobilePhone: '1', shoe: '42' })],
        ['2', person('bob', { mobilePhone: '2' })],
        ['4', person('dan')],
        ['3', person('cid', { mobilePhone: '3' })],
      ),
    );
    await bench.work(
      source,
      interrupted(bench.org, async () => {
        bench.clock.advance(60_000);
        await bench.org.transaction((tx) => changeStatus(tx, context(), bob, 'suspend'));
      }),
    );
    const { receipts, counters, rows } = await bench.outcome(sessionId);
    expect(rows.filter(({ at }) => at.getTime() === bench.clock.now().getTime()).map((row) => row.external_id)).toEqual(
      ['2'],
    );
    expect(receipts).toEqual([
      receipt(1, '1', 'updated', { notes: [{ code: 'unknownAttribute', data: { attribute: 'shoe' } }] }),
      receipt(2, '2', 'updated', { lifecycle: 'unsuspend' }),
      receipt(3, '4', 'added', { match: 'none', link: 'created' }),
      receipt(4, '3', 'updated'),
    ]);
    expect(counters).toEqual(counts({ scanned: 4, added: 1, updated: 3, reactivated: 1, warnings: 1 }));
    expect((await bench.users())['bob@example.com']).toEqual({
      status: 'ACTIVE',
      profile: userProfile('bob', { mobilePhone: '2' }),
    });
  });

  it('makes a new person whose login was taken meanwhile a match, or a conflict', async () => {
    const source = await bench.addSource({ ...AUTOMATIC, exactMatchCriteria: 'EMAIL' });
    const sessionId = await source.trigger(upserts(['1', person('ann')], ['2', person('bob')], ['3', person('cid')]));
    await bench.work(
      source,
      interrupted(bench.org, async () => {
        await bench.addUser('ann');
        await bench.addUser('bob', { profile: { email: 'other@example.com', lastName: 'Other' } });
      }),
    );
    const bob = await userIdOf(bench.org, 'bob@example.com');
    expect((await bench.outcome(sessionId)).receipts).toEqual([
      receipt(1, '1', 'added', { match: 'exact', link: 'matched' }),
      receipt(2, '2', 'error', {
        match: 'conflict',
        reason: { code: 'loginHeld', data: { login: 'bob@example.com', userId: bob, status: 'STAGED' } },
      }),
      receipt(3, '3', 'added', { match: 'none', link: 'created' }),
    ]);
  });

  it('makes a unique value that was taken meanwhile an error of its record', async () => {
    await bench.addUserAttribute({ name: 'badge', title: 'Badge', type: 'string', unique: true });
    const source = await bench.addSource(AUTOMATIC);
    await source.addAttribute({ name: 'badge', title: 'Badge', type: 'string' });
    await source.map({ badge: { expression: 'source.badge', pushStatus: 'PUSH' } });
    const sessionId = await source.trigger(
      upserts(['1', person('ann', { badge: '1' })], ['2', person('bob', { badge: '2' })]),
    );
    let holder = '';
    await bench.work(
      source,
      interrupted(bench.org, async () => {
        holder = await bench.addUser('cid', { profile: { badge: '1' } });
      }),
    );
    expect((await bench.outcome(sessionId)).receipts).toEqual([
      receipt(1, '1', 'error', {
        reason: { code: 'notUniqueWithinOrg', data: { attribute: 'badge', value: '1', holder } },
      }),
      receipt(2, '2', 'added', { match: 'none', link: 'created' }),
    ]);
  });

  it('does not deactivate somebody twice, and deletes the record all the same', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(upserts(['1', person('ann')], ['2', person('bob')]));
    const ann = await userIdOf(bench.org, 'ann@example.com');
    const sessionId = await source.trigger(deletes('1', '2'));
    await bench.work(
      source,
      interrupted(bench.org, async () => {
        await bench.org.transaction((tx) => changeStatus(tx, context(), ann, 'deactivate'));
      }),
    );
    expect((await bench.outcome(sessionId)).receipts).toEqual([
      receipt(1, '1', 'removed', { action: 'delete' }),
      receipt(2, '2', 'removed', { action: 'delete', lifecycle: 'deactivate' }),
    ]);
  });
});

describe('two sources that import the same people at the same time', () => {
  const names = Array.from({ length: 40 }, (_, index) => `p${index}`);

  it('link every person once each, with the profile of the first source', async () => {
    const first = await bench.addSource(AUTOMATIC, 'First');
    const second = await bench.addSource(AUTOMATIC, 'Second');
    const sessions = [
      await first.trigger(upserts(...names.map((name) => [`a${name}`, person(name, { mobilePhone: '1' })] as const))),
      await second.trigger(
        upserts(...names.toReversed().map((name) => [`b${name}`, person(name, { mobilePhone: '2' })] as const)),
      ),
    ];
    await Promise.all([bench.work(first, slow(bench.org)), bench.work(second, slow(bench.org))]);
    const outcomes = await Promise.all(sessions.map((id) => bench.outcome(id)));
    expect(outcomes.map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED']);
    expect(outcomes.map(({ counters }) => counters.added)).toEqual([40, 40]);
    const users = await bench.users();
    expect(Object.keys(users).length).toBe(40);
    for (const source of [first, second]) {
      const people = Object.values(await source.people());
      expect(people.map(({ status, user }) => [status, user])).toEqual(
        people.map(({ profile }) => ['ACTIVE', profile.email]),
      );
    }
    // Whoever came first, the next import of the first source leaves its own values.
    await first.run(upserts(...names.map((name) => [`a${name}`, person(name, { mobilePhone: '1' })] as const)));
    expect(Object.values(await bench.users()).map(({ profile }) => profile.mobilePhone)).toEqual(names.map(() => '1'));
  });

  it('and claim the same unique values crosswise both end, each value held once', async () => {
    await bench.addUserAttribute({ name: 'badge', title: 'Badge', type: 'string', unique: true });
    const sources = [];
    for (const label of ['First', 'Second']) {
      const source = await bench.addSource(AUTOMATIC, label);
      await source.addAttribute({ name: 'badge', title: 'Badge', type: 'string' });
      await source.map({ badge: { expression: 'source.badge', pushStatus: 'PUSH' } });
      sources.push(source);
    }
    const sessions: string[] = [];
    for (const [index, source] of sources.entries()) {
      const order = index === 0 ? names : names.toReversed();
      const people = order.map((name) => [name, person(`${name}-${index}`, { badge: name })] as const);
      sessions.push(await source.trigger(upserts(...people)));
    }
    await Promise.all(sources.map((source) => bench.work(source, slow(bench.org))));
    const outcomes = await Promise.all(sessions.map((id) => bench.outcome(id)));
    const [one, other] = outcomes.map(({ counters }) => counters);
    expect([(one?.added ?? 0) + (other?.added ?? 0), (one?.errors ?? 0) + (other?.errors ?? 0)]).toEqual([40, 40]);
    const badges = Object.values(await bench.users()).map(({ profile }) => profile.badge);
    expect(new Set(badges)).toEqual(new Set(names));
    expect(badges.length).toBe(40);
  });
});

/** Lets others in between any two statements. */
function slow(org: Org): Org {
  const watch = (tx: Transaction): Transaction => {
    const pause = () => new Promise((resolve) => setImmediate(resolve));
    return {
      query: async (statement) => {
        await pause();
        return tx.query(statement);
      },
      execute: async (statement) => {
        await pause();
        return tx.execute(statement);
      },
      copyInto: (target, rows) => tx.copyInto(target, rows),
      savepoint: (work) => tx.savepoint(work),
      later: (statement) => tx.later(statement),
    };
  };
  return {
    ...org,
    transaction: (work) => org.transaction((tx) => work(watch(tx))),
    read: (work) => org.read((tx) => work(watch(tx))),
  };
}
