import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Org } from '../../src/orgs/org.ts';
import {
  AUTOMATIC,
  dropGroups,
  dropMembers,
  type ImportBench,
  loadGroups,
  loadMembers,
  objectReceipt,
  openImportBench,
  person,
  upserts,
} from '../support/import-harness.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

const TWO = upserts(['1', person('ann')], ['2', person('bob')]);

/** The org as an import sees it in whose way something comes between planning and applying, once. */
function interrupted(org: Org, interrupt: () => Promise<unknown>): Org {
  let due = true;
  return {
    ...org,
    transaction: async (work) => {
      const planned = await org.read((tx) => tx.query(sql`SELECT FROM imports WHERE status = 'APPLYING'`));
      if (due && planned.length > 0) {
        due = false;
        await interrupt();
      }
      return org.transaction(work);
    },
  };
}

const meanwhile = (statement: ReturnType<typeof sql>) => () => bench.org.transaction((tx) => tx.execute(statement));

describe('groups that change between plan and apply', () => {
  it('are planned again, and the receipt says what really happened', async () => {
    const source = await bench.addSource();
    await source.run(loadGroups(['g', 'G', 'Text'], ['h', 'H'], ['i', 'I']));
    const sessionId = await source.trigger(loadGroups(['g', 'Renamed'], ['h', 'Other']), dropGroups('i'));
    const change = meanwhile(sql`
      UPDATE groups SET name = CASE external_id WHEN 'g' THEN 'Renamed' ELSE name END, description = 'New', version = 2`);
    await bench.work(source, interrupted(bench.org, change));
    const { groups, counted } = await bench.outcome(sessionId);
    expect(groups).toEqual([
      objectReceipt(1, 'g', 'unchanged'),
      objectReceipt(2, 'h', 'updated', { before: { displayName: 'H' }, after: { displayName: 'Other' } }),
      objectReceipt(3, 'i', 'removed', { action: 'delete', before: { displayName: 'I', description: 'New' } }),
    ]);
    expect(counted.groups).toEqual({ scanned: 3, updated: 1, unchanged: 1, removed: 1 });
  });

  it('and were made by somebody else are theirs, also for the memberships of the session', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const sessionId = await source.trigger(TWO, loadGroups(['g', 'G']), loadMembers('g', '1'));
    const make = meanwhile(sql`
      INSERT INTO groups (id, type, source_id, external_id, name, created, last_updated, last_membership_updated)
      VALUES ('00gOTHER', 'APP_GROUP', ${source.id}, 'g', 'Theirs', now(), now(), now())`);
    await bench.work(source, interrupted(bench.org, make));
    const { groups, memberships } = await bench.outcome(sessionId);
    expect(groups).toEqual([
      objectReceipt(1, 'g', 'updated', { before: { displayName: 'Theirs' }, after: { displayName: 'G' } }),
    ]);
    expect(memberships).toEqual([objectReceipt(1, 'g/1', 'added')]);
    const rows = await bench.org.read((tx) => tx.query(sql`SELECT group_id FROM source_memberships`));
    expect(rows).toEqual([{ group_id: '00gOTHER' }]);
  });

  it('and are gone make errors of their memberships', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(TWO, loadGroups(['g', 'G'], ['h', 'H']));
    const sessionId = await source.trigger(loadMembers('g', '1'), loadMembers('h', '1'));
    await bench.work(source, interrupted(bench.org, meanwhile(sql`DELETE FROM groups WHERE external_id = 'g'`)));
    const { memberships, counted } = await bench.outcome(sessionId);
    expect(memberships).toEqual([
      objectReceipt(1, 'g/1', 'error', { reason: { code: 'unknownGroup', data: { group: 'g' } } }),
      objectReceipt(2, 'h/1', 'added'),
    ]);
    expect(counted.memberships).toEqual({ scanned: 2, added: 1, errors: 1 });
  });
});

describe('memberships that change between plan and apply', () => {
  it('are unchanged where somebody else did the same', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(TWO, loadGroups(['g', 'G']), loadMembers('g', '1'));
    const sessionId = await source.trigger(loadMembers('g', '2'), dropMembers('g', '1'));
    const swap = meanwhile(sql`
      WITH gone AS (DELETE FROM source_memberships RETURNING group_id, created)
      INSERT INTO source_memberships SELECT group_id, (SELECT id FROM source_users WHERE external_id = '2'), created FROM gone`);
    await bench.work(source, interrupted(bench.org, swap));
    const { memberships, counted } = await bench.outcome(sessionId);
    expect(memberships).toEqual([
      objectReceipt(1, 'g/2', 'unchanged'),
      objectReceipt(2, 'g/1', 'unchanged', { action: 'delete' }),
    ]);
    expect(counted.memberships).toEqual({ scanned: 2, unchanged: 2 });
    expect((await source.groups()).g?.members).toEqual(['2']);
  });

  it('are dropped where the record of a new member fails after all', async () => {
    await bench.addUserAttribute({ name: 'badge', title: 'Badge', type: 'string', unique: true });
    const source = await bench.addSource(AUTOMATIC);
    await source.addAttribute({ name: 'badge', title: 'Badge', type: 'string' });
    await source.map({ badge: { expression: 'source.badge', pushStatus: 'PUSH' } });
    const sessionId = await source.trigger(
      upserts(['1', person('ann', { badge: '1' })], ['2', person('bob', { badge: '2' })]),
      loadGroups(['g', 'G']),
      loadMembers('g', '1', '2'),
    );
    const taken = () => bench.addUser('cid', { profile: { badge: '1' } });
    await bench.work(source, interrupted(bench.org, taken));
    const { receipts, memberships } = await bench.outcome(sessionId);
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['error', 'added']);
    expect(memberships).toEqual([
      objectReceipt(1, 'g/1', 'dropped', { reason: { code: 'unknownMember', data: { member: '1' } } }),
      objectReceipt(2, 'g/2', 'added'),
    ]);
  });

  it('keep the ids that were promised to a new member who is planned again', async () => {
    const source = await bench.addSource({ ...AUTOMATIC, exactMatchCriteria: 'EMAIL' });
    const sessionId = await source.trigger(TWO, loadGroups(['g', 'G']), loadMembers('g', '1', '2'));
    await bench.work(
      source,
      interrupted(bench.org, () => bench.addUser('ann')),
    );
    const { receipts, memberships } = await bench.outcome(sessionId);
    expect(receipts.map(({ link }) => link)).toEqual(['matched', 'created']);
    expect(memberships.map(({ outcome }) => outcome)).toEqual(['added', 'added']);
    expect((await source.groups()).g?.users).toEqual(['ann@example.com', 'bob@example.com']);
  });
});

describe('two sources that import the same people and groups of the same ids at the same time', () => {
  it('each make their own groups with their own members', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const sources = [await bench.addSource(AUTOMATIC, 'First'), await bench.addSource(AUTOMATIC, 'Second')];
    const sessions: string[] = [];
    for (const source of sources) {
      sessions.push(
        await source.trigger(
          upserts(...ids.map((id) => [id, person(id)] as const)),
          loadGroups(['g', 'G'], ['h', 'H']),
          loadMembers('g', ...ids),
          loadMembers('h', ...ids.slice(0, 10)),
        ),
      );
    }
    await Promise.all(sources.map((source) => bench.work(source)));
    for (const [index, source] of sources.entries()) {
      const { status, counted } = await bench.outcome(sessions[index] ?? '');
      expect([status, counted.memberships]).toEqual(['COMPLETED', { scanned: 30, added: 30 }]);
      const groups = await source.groups();
      expect([groups.g?.users.length, groups.h?.users.length]).toEqual([20, 10]);
    }
    expect(Object.keys(await bench.users())).toHaveLength(20);
  });
});
