import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  AUTOMATIC,
  dropDevices,
  dropGroups,
  dropMembers,
  type ImportBench,
  loadDevices,
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

async function groupRow(externalId: string) {
  const [row] = await bench.org.read((tx) =>
    tx.query<{ id: string; type: string; version: number; last_updated: Date; last_membership_updated: Date }>(
      sql`SELECT id, type, version, last_updated, last_membership_updated FROM groups WHERE external_id = ${externalId}`,
    ),
  );
  return row;
}

describe('groups', () => {
  it('31: are made, renamed and deleted', async () => {
    const source = await bench.addSource();
    const made = await source.run(loadGroups(['g', 'Engineering', 'All engineers'], ['h', 'Sales']));
    expect(made.status).toBe('COMPLETED');
    expect(made.counted).toEqual({ groups: { scanned: 2, added: 2 }, memberships: {}, devices: {} });
    expect(made.groups).toEqual([
      objectReceipt(1, 'g', 'added', { after: { displayName: 'Engineering', description: 'All engineers' } }),
      objectReceipt(2, 'h', 'added', { after: { displayName: 'Sales', description: null } }),
    ]);
    const before = await groupRow('g');
    expect(before).toMatchObject({ id: expect.stringMatching(/^00g.{17}$/), type: 'APP_GROUP', version: 1 });

    const renamed = await source.run(loadGroups(['g', 'Research'], ['h', 'Sales']));
    expect(renamed.groups).toEqual([
      objectReceipt(1, 'g', 'updated', { before: { displayName: 'Engineering' }, after: { displayName: 'Research' } }),
      objectReceipt(2, 'h', 'unchanged'),
    ]);
    expect(renamed.counted.groups).toEqual({ scanned: 2, updated: 1, unchanged: 1 });
    expect(await groupRow('g')).toMatchObject({ id: before?.id, version: 2, last_updated: bench.clock.now() });

    const deleted = await source.run(dropGroups('g'));
    expect(deleted.groups).toEqual([
      objectReceipt(1, 'g', 'removed', {
        action: 'delete',
        before: { displayName: 'Research', description: 'All engineers' },
      }),
    ]);
    expect(deleted.counted.groups).toEqual({ scanned: 1, removed: 1 });
    expect(Object.keys(await source.groups())).toEqual(['h']);
  });

  it('import-semantics 2.7: coexist with groups of the same name', async () => {
    const [one, other] = [await bench.addSource(), await bench.addSource({}, 'Other')];
    await bench.org.transaction((tx) =>
      tx.execute(sql`
        INSERT INTO groups (id, type, name, created, last_updated, last_membership_updated)
        VALUES ('00gOWN', 'OKTA_GROUP', 'Sales', now(), now(), now())`),
    );
    await one.run(loadGroups(['g', 'Sales'], ['h', 'Sales']));
    await other.run(loadGroups(['g', 'Sales']));
    const names = await bench.org.read((tx) => tx.query(sql`SELECT FROM groups WHERE name = 'Sales'`));
    expect(names).toHaveLength(4);
  });

  it('are deleted with their memberships', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE, loadGroups(['g', 'G'], ['h', 'H']), loadMembers('g', '1', '2'), loadMembers('h', '1'));
    await source.run(dropGroups('g'));
    expect(await source.groups()).toEqual({
      h: { name: 'H', description: null, members: ['1'], users: ['ann@example.com'] },
    });
    const left = await bench.org.read((tx) => tx.query(sql`SELECT FROM source_memberships`));
    expect(left).toHaveLength(1);
  });

  it('that the source does not know are nothing to delete', async () => {
    const source = await bench.addSource();
    const { groups, counted } = await source.run(loadGroups(['g', 'G']), dropGroups('nobody'));
    expect(groups).toEqual([
      objectReceipt(1, 'g', 'added', { after: { displayName: 'G', description: null } }),
      objectReceipt(2, 'nobody', 'dropped', { action: 'delete', reason: { code: 'unknownDelete' } }),
    ]);
    expect(counted.groups).toEqual({ scanned: 1, added: 1, dropped: 1 });
  });

  it('import-semantics 2.7: of several uploads are merged, the later value wins, counted once', async () => {
    const source = await bench.addSource();
    await source.run(loadGroups(['gone', 'Gone'], ['kept', 'Kept']));
    const { groups, counted } = await source.run(
      loadGroups(['g', 'First', 'Text'], ['gone', 'Back'], ['kept', 'Kept']),
      dropGroups('gone', 'kept'),
      loadGroups(['g', 'Last'], ['kept', 'Again']),
    );
    const twice = [{ code: 'duplicateInSession', data: { count: 2 } }] as const;
    const merged = (number: number) => ({ reason: { code: 'merged', data: { number } } }) as const;
    expect(groups).toEqual([
      objectReceipt(1, 'g', 'added', { notes: twice, after: { displayName: 'Last', description: 'Text' } }),
      objectReceipt(2, 'gone', 'removed', {
        action: 'delete',
        notes: twice,
        before: { displayName: 'Gone', description: null },
      }),
      objectReceipt(3, 'kept', 'updated', {
        notes: [{ code: 'duplicateInSession', data: { count: 3 } }],
        before: { displayName: 'Kept' },
        after: { displayName: 'Again' },
      }),
      objectReceipt(4, 'gone', 'superseded', { action: 'delete', ...merged(2) }),
      objectReceipt(5, 'kept', 'superseded', merged(3)),
      objectReceipt(6, 'g', 'superseded', merged(1)),
      objectReceipt(7, 'kept', 'superseded', merged(3)),
    ]);
    expect(counted.groups).toEqual({ scanned: 3, added: 1, updated: 1, removed: 1, superseded: 4, warnings: 3 });
  });

  it('have entries in the System Log for their phases and for each of them', async () => {
    const source = await bench.addSource();
    const made = await source.run(loadGroups(['g', 'G'], ['h', 'H']));
    expect(await bench.eventTypes(made.importId)).toEqual([
      'system.import.session.triggered',
      'system.import.start',
      'system.import.user_matching.start',
      'system.import.user_matching.complete',
      'system.import.object_creation.start',
      'system.import.group.start',
      'system.import.object_creation.complete',
      'system.import.user.complete',
      'system.import.group.complete',
      'system.import.complete',
      'system.import.group.create',
      'app.user_management.user_group_import.upsert_success',
      'system.import.group.create',
      'app.user_management.user_group_import.upsert_success',
    ]);
    const changed = await source.run(loadGroups(['g', 'Other'], ['h', 'H']));
    const types = (await bench.eventTypes(changed.importId)).filter((type) => /group\./.test(type));
    expect(types.slice(-1)).toEqual(['system.import.group.update']);
    const deleted = await source.run(dropGroups('g'));
    expect((await bench.eventTypes(deleted.importId)).slice(-2)).toEqual([
      'system.import.group.delete',
      'app.user_management.user_group_import.delete_success',
    ]);
  });
});

describe('switches of groups', () => {
  it('groupUpdate: merge keeps the description that an update omits, and null clears it', async () => {
    const source = await bench.addSource();
    await source.run(loadGroups(['g', 'G', 'Text'], ['h', 'H', 'Text']));
    const { groups } = await source.run(loadGroups(['g', 'G'], ['h', 'H', null]));
    expect(groups).toEqual([
      objectReceipt(1, 'g', 'unchanged'),
      objectReceipt(2, 'h', 'updated', { before: { description: 'Text' }, after: { description: null } }),
    ]);
  });

  it('groupUpdate: replace clears the description that an update omits', async () => {
    const other = await openImportBench({ choices: { groupUpdate: 'replace' } });
    try {
      const source = await other.addSource();
      await source.run(loadGroups(['g', 'G', 'Text']));
      const { groups } = await source.run(loadGroups(['g', 'G']));
      expect(groups).toEqual([
        objectReceipt(1, 'g', 'updated', { before: { description: 'Text' }, after: { description: null } }),
      ]);
    } finally {
      await other.close();
    }
  });

  it('groupDelete: remove deletes the group; deactivate keeps it without its members, and the receipt says so', async () => {
    const other = await openImportBench({ choices: { groupDelete: 'deactivate' } });
    try {
      const source = await other.addSource(AUTOMATIC);
      await source.run(THREE, loadGroups(['g', 'G']), loadMembers('g', '1', '2'));
      const { groups, counted } = await source.run(dropGroups('g'));
      expect(groups).toEqual([
        objectReceipt(1, 'g', 'removed', { action: 'delete', notes: [{ code: 'groupEmptied' }] }),
      ]);
      expect(counted.groups).toEqual({ scanned: 1, removed: 1 });
      expect(await source.groups()).toEqual({ g: { name: 'G', description: null, members: [], users: [] } });
      const [row] = await other.org.read((tx) => tx.query(sql`SELECT last_membership_updated AS at FROM groups`));
      expect(row).toEqual({ at: other.clock.now() });

      await source.run(loadMembers('g', '3'));
      expect((await source.groups()).g?.members).toEqual(['3']);
    } finally {
      await other.close();
    }
  });

  it('groupDelete: deactivate lets members be added by the same session that empties the group, where deletes come first', async () => {
    const choices = { groupDelete: 'deactivate', importOrder: 'deletesFirst' } as const;
    const other = await openImportBench({ choices });
    try {
      const source = await other.addSource(AUTOMATIC);
      await source.run(THREE, loadGroups(['g', 'G']), loadMembers('g', '1', '2'));
      const { memberships } = await source.run(dropGroups('g'), loadMembers('g', '1'));
      expect(memberships).toEqual([objectReceipt(1, 'g/1', 'added')]);
      expect((await source.groups()).g?.members).toEqual(['1']);
    } finally {
      await other.close();
    }
  });
});

describe('devices', () => {
  it('identity-sources-api 2.11: are made, changed and deleted', async () => {
    const source = await bench.addSource();
    const profile = { serialNumber: 'SN-d', platform: 'MACOS', displayName: 'Laptop' };
    const made = await source.run(loadDevices(['d', 'Laptop'], ['e', 'Phone']));
    expect(made.devices[0]).toEqual(objectReceipt(1, 'd', 'added', { after: profile }));
    expect(made.counted.devices).toEqual({ scanned: 2, added: 2 });
    const changed = await source.run(loadDevices(['d', 'Tablet'], ['e', 'Phone']));
    expect(changed.devices).toEqual([
      objectReceipt(1, 'd', 'updated', { before: { displayName: 'Laptop' }, after: { displayName: 'Tablet' } }),
      objectReceipt(2, 'e', 'unchanged'),
    ]);
    const deleted = await source.run(dropDevices('d'));
    expect(deleted.devices).toEqual([
      objectReceipt(1, 'd', 'removed', { action: 'delete', before: { ...profile, displayName: 'Tablet' } }),
    ]);
    const left = await bench.org.read((tx) =>
      tx.query(sql`SELECT external_id, serial_number, platform, display_name, version FROM devices`),
    );
    expect(left).toEqual([
      { external_id: 'e', serial_number: 'SN-e', platform: 'MACOS', display_name: 'Phone', version: 1 },
    ]);
  });
});

describe('a session of every class', () => {
  it('numbers receipts and counts within each class', async () => {
    const source = await bench.addSource(AUTOMATIC);
    const { receipts, groups, memberships, devices, counters, counted } = await source.run(
      loadMembers('g', '1', '2'),
      loadDevices(['d', 'Laptop']),
      loadGroups(['g', 'G']),
      THREE,
      loadMembers('g', '3'),
    );
    expect([receipts, groups, memberships, devices].map((all) => all.map(({ number }) => number))).toEqual([
      [1, 2, 3],
      [1],
      [1, 2, 3],
      [1],
    ]);
    expect([counters.added, counted]).toEqual([
      3,
      {
        groups: { scanned: 1, added: 1 },
        memberships: { scanned: 3, added: 3 },
        devices: { scanned: 1, added: 1 },
      },
    ]);
    const progress = await bench.org.read((tx) => tx.query(sql`SELECT total, planned, applied FROM imports`));
    expect(progress).toEqual([{ total: 8, planned: 8, applied: 8 }]);
    expect((await source.groups()).g?.users).toHaveLength(3);
  });

  it('only of memberships that are nothing new is over at once', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE, loadGroups(['g', 'G']), loadMembers('g', '1', '2'));
    const { memberships, importId } = await source.run(loadMembers('g', '2', '1'), dropMembers('g', '3'));
    expect(memberships).toEqual([
      objectReceipt(1, 'g/2', 'unchanged'),
      objectReceipt(2, 'g/1', 'unchanged'),
      objectReceipt(3, 'g/3', 'dropped', { action: 'delete', reason: { code: 'unknownDelete' } }),
    ]);
    expect((await bench.eventTypes(importId)).filter((type) => type.includes('membership'))).toEqual([
      'system.import.membership_processing.start',
      'system.import.membership_processing.complete',
      'system.import.group_membership.complete',
    ]);
  });
});
