import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  AUTOMATIC,
  counts,
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

const THREE = upserts(['1', person('ann')], ['2', person('bob')], ['3', person('cid')]);

const WAITS = [{ code: 'awaitingConfirmation', data: { match: 'none' } }] as const;

describe('people nobody knows yet', () => {
  it('wait for a person when nothing is confirmed by itself (scenario 01)', async () => {
    const source = await bench.addSource();
    const { status, counters, receipts } = await source.run(THREE);
    expect({ status, counters, receipts }).toEqual({
      status: 'COMPLETED',
      counters: counts({ scanned: 3, added: 3, unconfirmed: 3 }),
      receipts: [
        receipt(1, '1', 'added', { match: 'none', notes: WAITS }),
        receipt(2, '2', 'added', { match: 'none', notes: WAITS }),
        receipt(3, '3', 'added', { match: 'none', notes: WAITS }),
      ],
    });
    expect(await bench.users()).toEqual({});
    expect((await source.people())['1']).toEqual({
      status: 'IMPORTED',
      matchType: 'NONE',
      user: null,
      profile: person('ann'),
    });
  });

  it('are unchanged when they are uploaded again and still wait (scenario 02)', async () => {
    const source = await bench.addSource();
    await source.run(THREE);
    const { counters } = await source.run(THREE);
    expect(counters).toEqual(counts({ scanned: 3, unchanged: 3, unconfirmed: 3 }));
  });

  it('are created by the next import once new users are confirmed by themselves', async () => {
    const source = await bench.addSource();
    await source.run(THREE);
    await source.change({ autoConfirmNewUsers: true });
    const { counters, receipts } = await source.run(THREE);
    expect(counters).toEqual(counts({ scanned: 3, updated: 3 }));
    expect(receipts[0]).toEqual(receipt(1, '1', 'updated', { match: 'none', link: 'created' }));
    expect(Object.keys(await bench.users())).toEqual(['ann@example.com', 'bob@example.com', 'cid@example.com']);
  });

  it('become activated users when nothing waits (scenario 03)', async () => {
    const source = await bench.addSource({ autoConfirmNewUsers: true, autoActivateNewUsers: true });
    const { importId, counters, receipts } = await source.run(THREE);
    expect(counters).toEqual(counts({ scanned: 3, added: 3, activated: 3 }));
    expect(receipts[0]).toEqual(receipt(1, '1', 'added', { match: 'none', link: 'created', lifecycle: 'activate' }));
    expect(await bench.users()).toEqual({
      'ann@example.com': { status: 'PROVISIONED', profile: userProfile('ann') },
      'bob@example.com': { status: 'PROVISIONED', profile: userProfile('bob') },
      'cid@example.com': { status: 'PROVISIONED', profile: userProfile('cid') },
    });
    const types = await bench.eventTypes(importId);
    const perPerson = [
      'system.import.user.create',
      'user.lifecycle.create',
      'application.user_membership.add',
      'user.lifecycle.activate',
    ];
    expect(types.filter((type) => perPerson.includes(type))).toEqual([...perPerson, ...perPerson, ...perPerson]);
  });

  it('are staged when they are confirmed but not activated (scenario 04)', async () => {
    const source = await bench.addSource({ autoConfirmNewUsers: true });
    const { counters } = await source.run(THREE);
    expect(counters).toEqual(counts({ scanned: 3, added: 3 }));
    expect(Object.values(await bench.users()).map(({ status }) => status)).toEqual(['STAGED', 'STAGED', 'STAGED']);
  });

  it('are unchanged when the linked upload comes again', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE);
    const { counters, receipts } = await source.run(THREE);
    expect(counters).toEqual(counts({ scanned: 3, unchanged: 3 }));
    expect(receipts).toEqual([
      receipt(1, '1', 'unchanged'),
      receipt(2, '2', 'unchanged'),
      receipt(3, '3', 'unchanged'),
    ]);
  });

  it('are told apart from the ones that a delete names (scenario 21)', async () => {
    const source = await bench.addSource(AUTOMATIC);
    await source.run(THREE);
    const { counters, receipts } = await source.run(deletes('2', 'nobody', '3', 'nothing'));
    expect(counters).toEqual(counts({ scanned: 2, removed: 2, deactivated: 2, droppedDeletes: 2 }));
    const unknown = { action: 'delete', reason: { code: 'unknownDelete' } } as const;
    expect(receipts).toEqual([
      receipt(1, '2', 'removed', { action: 'delete', lifecycle: 'deactivate' }),
      receipt(2, '3', 'removed', { action: 'delete', lifecycle: 'deactivate' }),
      receipt(3, 'nobody', 'dropped', unknown),
      receipt(4, 'nothing', 'dropped', unknown),
    ]);
  });
});
