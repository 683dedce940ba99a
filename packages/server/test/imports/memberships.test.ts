import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  AUTOMATIC,
  type BenchSource,
  deletes,
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

const THREE = upserts(['1', person('ann')], ['2', person('bob')], ['3', person('cid')]);
const GROUP = loadGroups(['g', 'G']);

const UNKNOWN_GROUP = { reason: { code: 'unknownGroup', data: { group: 'nowhere' } } } as const;
const UNKNOWN_MEMBER = { reason: { code: 'unknownMember', data: { member: 'nobody' } } } as const;

/** Members of group `g`: as the source knows them, and as the directory does. */
async function membersOf(source: BenchSource) {
  const { members, users } = (await source.groups()).g ?? { members: null, users: null };
  return { members, users };
}

async function lastMembershipUpdate(): Promise<Date | undefined> {
  const rows = await bench.org.read((tx) =>
    tx.query<{ at: Date }>(sql`SELECT last_membership_updated AS at FROM groups WHERE external_id = 'g'`),
  );
  return rows[0]?.at;
}

describe('memberships', () => {
  it('import-semantics 2.6: are added to and taken from what is there; neither is a full list', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE, GROUP, loadMembers('g', '1'));
    const added = await source.run(loadMembers('g', '2', '3'));
    expect(added.memberships).toEqual([objectReceipt(1, 'g/2', 'added'), objectReceipt(2, 'g/3', 'added')]);
    const removed = await source.run(dropMembers('g', '1'));
    expect(removed.memberships).toEqual([objectReceipt(1, 'g/1', 'removed', { action: 'delete' })]);
    expect(removed.counted.memberships).toEqual({ scanned: 1, removed: 1 });
    expect(await membersOf(source)).toEqual({ members: ['2', '3'], users: ['bob@example.com', 'cid@example.com'] });
  });

  it('32: of an unknown group are errors, the others go on', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const { status, memberships, counted } = await source.run(
      THREE,
      GROUP,
      loadMembers('nowhere', '1'),
      loadMembers('g', '1'),
    );
    expect(status).toBe('COMPLETED');
    expect(memberships).toEqual([
      objectReceipt(1, 'nowhere/1', 'error', UNKNOWN_GROUP),
      objectReceipt(2, 'g/1', 'added'),
    ]);
    expect(counted.memberships).toEqual({ scanned: 2, added: 1, errors: 1 });
  });

  it('32: of an unknown member are dropped with a warning, and not kept for later', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const { memberships, counted } = await source.run(GROUP, loadMembers('g', 'nobody'));
    expect(memberships).toEqual([objectReceipt(1, 'g/nobody', 'dropped', UNKNOWN_MEMBER)]);
    expect(counted.memberships).toEqual({ dropped: 1, warnings: 1 });
    await source.run(upserts(['nobody', person('ann')]));
    expect(await membersOf(source)).toEqual({ members: [], users: [] });
  });

  it('32: of an unconfirmed member are kept by the source, and no event of the directory tells of them', async () => {
    const source = await bench.addSource();
    const { memberships, importId } = await source.run(THREE, GROUP, loadMembers('g', '1', '2'));
    expect(memberships.map(({ outcome }) => outcome)).toEqual(['added', 'added']);
    expect(await membersOf(source)).toEqual({ members: ['1', '2'], users: [] });
    expect(await bench.eventTypes(importId)).not.toContain('group.user_membership.add');
  });

  it('32: of an unconfirmed member who is confirmed later are those of the user', async () => {
    const source = await bench.addSource();
    await source.run(THREE, GROUP, loadMembers('g', '1'));
    await source.change({ autoConfirmNewUsers: true });
    await source.run(THREE);
    expect(await membersOf(source)).toEqual({ members: ['1'], users: ['ann@example.com'] });
  });

  it('import-semantics 2.7: membership for an unconfirmed member is applied at confirmation', async () => {
    const source = await bench.addSource();
    await bench.addUser('ann');
    await source.run(THREE, GROUP, loadMembers('g', '1'));
    expect(await membersOf(source)).toEqual({ members: ['1'], users: [] });
    const before = await lastMembershipUpdate();
    await source.change({ autoConfirmExactMatch: true });
    await source.run(upserts(['1', person('ann')]));
    expect(await membersOf(source)).toEqual({ members: ['1'], users: ['ann@example.com'] });
    expect(await lastMembershipUpdate()).toEqual(bench.clock.now());
    expect(before).not.toEqual(bench.clock.now());
  });

  it('import-semantics 2.7: stay when the member is deleted, with the deactivated user', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE, GROUP, loadMembers('g', '1'));
    await source.run(deletes('1'));
    expect((await bench.users())['ann@example.com']?.status).toBe('DEPROVISIONED');
    expect(await membersOf(source)).toEqual({ members: ['1'], users: ['ann@example.com'] });
  });

  it('may name people and groups of the same session, in whatever order they are uploaded', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const { memberships } = await source.run(loadMembers('g', '1', 'bad'), GROUP, THREE, upserts(['bad', {}]));
    expect(memberships).toEqual([
      objectReceipt(1, 'g/1', 'added'),
      objectReceipt(2, 'g/bad', 'dropped', { reason: { code: 'unknownMember', data: { member: 'bad' } } }),
    ]);
    expect(await membersOf(source)).toEqual({ members: ['1'], users: ['ann@example.com'] });
  });

  it('of somebody whose record is a conflict are kept, because the source has the person', async () => {
    const source = await bench.addSource();
    await bench.addUser('ann', { profile: { email: 'other@example.com' } });
    await source.change({ ...AUTOMATIC, exactMatchCriteria: 'EMAIL' });
    const { receipts, memberships } = await source.run(upserts(['1', person('ann')]), GROUP, loadMembers('g', '1'));
    expect(receipts[0]?.outcome).toBe('error');
    expect(memberships).toEqual([objectReceipt(1, 'g/1', 'added')]);
    expect(await membersOf(source)).toEqual({ members: ['1'], users: [] });
  });

  it('that are there already, or not there to delete, are unchanged', async () => {
    const stage = await openImportBench({ choices: { unknownDeletes: 'stage' } });
    try {
      const source = await stage.addSource(AUTOMATIC);
      await source.run(THREE, GROUP, loadMembers('g', '1'));
      const { memberships, counted } = await source.run(
        loadMembers('g', '1'),
        dropMembers('g', '2', 'nobody'),
        dropMembers('nowhere', '1'),
      );
      expect(memberships).toEqual([
        objectReceipt(1, 'g/1', 'unchanged'),
        objectReceipt(2, 'g/2', 'unchanged', { action: 'delete' }),
        objectReceipt(3, 'g/nobody', 'unchanged', { action: 'delete' }),
        objectReceipt(4, 'nowhere/1', 'unchanged', { action: 'delete' }),
      ]);
      expect(counted.memberships).toEqual({ scanned: 4, unchanged: 4 });
    } finally {
      await stage.close();
    }
  });

  it('import-semantics 2.7: of a pair that is uploaded twice come to the later upload, counted once', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE, GROUP, loadMembers('g', '1', '2'));
    const { memberships, counted } = await source.run(
      loadMembers('g', '1', '3', '3'),
      dropMembers('g', '1', '2'),
      loadMembers('g', '2'),
    );
    const twice = [{ code: 'duplicateInSession', data: { count: 2 } }] as const;
    const merged = (number: number) => ({ reason: { code: 'merged', data: { number } } }) as const;
    expect(memberships).toEqual([
      objectReceipt(1, 'g/1', 'removed', { action: 'delete', notes: twice }),
      objectReceipt(2, 'g/3', 'added', { notes: twice }),
      objectReceipt(3, 'g/3', 'superseded', merged(2)),
      objectReceipt(4, 'g/1', 'superseded', { action: 'delete', ...merged(1) }),
      objectReceipt(5, 'g/2', 'unchanged', { notes: twice }),
      objectReceipt(6, 'g/2', 'superseded', merged(5)),
    ]);
    expect(counted.memberships).toEqual({ scanned: 3, added: 1, unchanged: 1, removed: 1, superseded: 3, warnings: 3 });
    expect((await membersOf(source)).members).toEqual(['2', '3']);
  });

  it('of a group that the same session deletes are gone with it', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE, GROUP);
    const { memberships, groups } = await source.run(dropGroups('g'), loadMembers('g', '1'));
    expect(memberships).toEqual([objectReceipt(1, 'g/1', 'added')]);
    expect(groups.map(({ outcome }) => outcome)).toEqual(['removed']);
    expect(await source.groups()).toEqual({});
  });

  it('move the time of the last change of members of their groups, but not for who is not confirmed', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE, GROUP);
    const made = await lastMembershipUpdate();
    await source.change({ autoConfirmNewUsers: false });
    await source.run(upserts(['4', person('dan')]), loadMembers('g', '4'));
    expect(await lastMembershipUpdate()).toEqual(made);
    await source.run(loadMembers('g', '1', '2'));
    expect(await lastMembershipUpdate()).toEqual(bench.clock.now());
    const changed = await lastMembershipUpdate();
    await source.run(loadMembers('g', '1'));
    expect(await lastMembershipUpdate()).toEqual(changed);
    await source.run(dropMembers('g', '2'));
    expect(await lastMembershipUpdate()).toEqual(bench.clock.now());
  });

  it('have an entry in the System Log where the member is a user, and a failure where the group is unknown', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const { importId } = await source.run(THREE, GROUP, loadMembers('g', '1'), loadMembers('nowhere', '2'));
    const types = await bench.eventTypes(importId);
    expect(types.filter((type) => type.includes('membership') && !type.startsWith('application'))).toEqual([
      'system.import.membership_processing.start',
      'system.import.membership_processing.complete',
      'system.import.group_membership.complete',
      'group.user_membership.add',
      'group.user_membership.add',
    ]);
    const removed = await source.run(dropMembers('g', '1'));
    expect((await bench.eventTypes(removed.importId)).at(-1)).toBe('group.user_membership.remove');
  });
});

describe('memberships of a person who gets a new external id', () => {
  const NEW_ANN = upserts(['1b', person('ann')]);

  it.each([
    ['the old id goes in the same session', [[NEW_ANN, deletes('1')]]],
    ['the old id went before', [[deletes('1')], [NEW_ANN]]],
  ])('37: go along with the link, where %s', async (_, sessions) => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE, GROUP, loadMembers('g', '1', '2'));
    const made = await lastMembershipUpdate();
    for (const session of sessions) await source.run(...session);
    expect(await membersOf(source)).toEqual({ members: ['1b', '2'], users: ['ann@example.com', 'bob@example.com'] });
    expect(await lastMembershipUpdate()).toEqual(made);
    await source.run(dropMembers('g', '1b'));
    expect(await membersOf(source)).toEqual({ members: ['2'], users: ['bob@example.com'] });
  });

  it('37: are what the source says of the new id where it says something', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE, GROUP, loadGroups(['h', 'H'], ['i', 'I']), loadMembers('g', '1'), loadMembers('h', '1'));
    const { memberships } = await source.run(
      NEW_ANN,
      deletes('1'),
      loadMembers('g', '1b'),
      dropMembers('h', '1'),
      loadMembers('i', '1b'),
    );
    expect(memberships).toEqual([
      objectReceipt(1, 'g/1b', 'unchanged'),
      objectReceipt(2, 'h/1', 'removed', { action: 'delete' }),
      objectReceipt(3, 'i/1b', 'added'),
    ]);
    const { g, h, i } = await source.groups();
    expect([g, h, i].map((group) => group?.members)).toEqual([['1b'], [], ['1b']]);
  });

  it('37: stay where the source moves the person from one id to another in a group', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE, GROUP, loadMembers('g', '1'));
    const { memberships } = await source.run(NEW_ANN, deletes('1'), loadMembers('g', '1b'), dropMembers('g', '1'));
    expect(memberships.map(({ what, outcome }) => [what, outcome])).toEqual([
      ['g/1b', 'added'],
      ['g/1', 'removed'],
    ]);
    expect(await membersOf(source)).toEqual({ members: ['1b'], users: ['ann@example.com'] });
  });

  it('come back with the old id when the link does', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE, GROUP, loadMembers('g', '1'));
    await source.run(NEW_ANN, deletes('1'));
    await source.run(upserts(['1', person('ann')]), deletes('1b'));
    expect(await membersOf(source)).toEqual({ members: ['1'], users: ['ann@example.com'] });
  });
});

describe('the order of an import', () => {
  async function leave(importOrder: 'upsertsFirst' | 'deletesFirst') {
    const other = await openImportBench({ choices: { importOrder }, chunkSize: 2 });
    try {
      const source = await other.addSource({ ...AUTOMATIC, userNameFormat: 'EMAIL' });
      await source.run(THREE, GROUP, loadMembers('g', '1'));
      const { receipts, memberships, groups } = await source.run(
        upserts(['4', person('dan')], ['1b', person('ann')]),
        deletes('1', '2'),
        dropGroups('g'),
        loadMembers('g', '3'),
        dropMembers('g', '1'),
      );
      const users = Object.entries(await other.users()).map(([login, { status }]) => [login.split('@')[0], status]);
      return {
        users,
        links: receipts.map(({ externalId, outcome, link, lifecycle }) => [externalId, outcome, link, lifecycle]),
        memberships: memberships.map(({ what, outcome, reason }) => [what, outcome, reason?.code ?? null]),
        groups: groups.map(({ what, outcome }) => [what, outcome]),
      };
    } finally {
      await other.close();
    }
  }

  it('importOrder: upsertsFirst links a person who changes ids again before the old id goes', async () => {
    expect(await leave('upsertsFirst')).toEqual({
      users: [
        ['ann', 'STAGED'],
        ['bob', 'DEPROVISIONED'],
        ['cid', 'STAGED'],
        ['dan', 'STAGED'],
      ],
      links: [
        ['4', 'added', 'created', null],
        ['1b', 'added', 'moved', null],
        ['1', 'removed', null, null],
        ['2', 'removed', null, 'deactivate'],
      ],
      memberships: [
        ['g/3', 'added', null],
        ['g/1', 'removed', null],
      ],
      groups: [['g', 'removed']],
    });
  });

  it('importOrder: deletesFirst lets the old id go first, and nothing is added to a group that is gone', async () => {
    expect(await leave('deletesFirst')).toEqual({
      users: [
        ['ann', 'DEPROVISIONED'],
        ['bob', 'DEPROVISIONED'],
        ['cid', 'STAGED'],
        ['dan', 'STAGED'],
      ],
      links: [
        ['4', 'added', 'created', null],
        ['1b', 'added', 'matched', null],
        ['1', 'removed', null, 'deactivate'],
        ['2', 'removed', null, 'deactivate'],
      ],
      memberships: [
        ['g/3', 'error', 'unknownGroup'],
        ['g/1', 'removed', null],
      ],
      groups: [['g', 'removed']],
    });
  });
});
