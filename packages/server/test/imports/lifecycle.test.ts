import type { IdentitySourceSettings, LifecycleOperation, UserStatus } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addAdministrator } from '../../src/access/administrators.ts';
import { changeStatus } from '../../src/directory/users/change-status.ts';
import { SYSTEM } from '../../src/system-log/record-event.ts';
import {
  AUTOMATIC,
  type BenchSource,
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

const ANN = upserts(['1', person('ann')]);

async function statusOf(name: string): Promise<UserStatus | undefined> {
  return (await bench.users())[`${name}@example.com`]?.status;
}

/** A source that holds Ann, a user of this status, and its id. */
async function holding(
  status: UserStatus,
  settings: Partial<IdentitySourceSettings> = {},
): Promise<{ readonly source: BenchSource; readonly userId: string }> {
  const userId = await bench.addUser('ann', { status, hasPassword: status !== 'STAGED' && status !== 'PROVISIONED' });
  const source = await bench.addSource({ ...AUTOMATIC, ...settings });
  await source.run(ANN);
  return { source, userId };
}

async function change(userId: string, operation: LifecycleOperation): Promise<void> {
  const context = { at: bench.clock.now(), actor: SYSTEM };
  await bench.org.transaction((tx) => changeStatus(tx, context, userId, operation));
}

describe('the delete of a record (scenario 19, import-semantics 2.5)', () => {
  type Row = [
    action: IdentitySourceSettings['userOffboardingAction'],
    before: UserStatus,
    after: UserStatus,
    lifecycle: 'deactivate' | 'suspend' | null,
  ];
  it.each<Row>([
    ['NONE', 'ACTIVE', 'ACTIVE', null],
    ['NONE', 'PROVISIONED', 'PROVISIONED', null],
    ['NONE', 'STAGED', 'STAGED', null],
    ['NONE', 'SUSPENDED', 'SUSPENDED', null],
    ['NONE', 'DEPROVISIONED', 'DEPROVISIONED', null],
    ['DEACTIVATE', 'ACTIVE', 'DEPROVISIONED', 'deactivate'],
    ['DEACTIVATE', 'PROVISIONED', 'DEPROVISIONED', 'deactivate'],
    ['DEACTIVATE', 'STAGED', 'DEPROVISIONED', 'deactivate'],
    ['DEACTIVATE', 'RECOVERY', 'DEPROVISIONED', 'deactivate'],
    ['DEACTIVATE', 'PASSWORD_EXPIRED', 'DEPROVISIONED', 'deactivate'],
    ['DEACTIVATE', 'LOCKED_OUT', 'DEPROVISIONED', 'deactivate'],
    ['DEACTIVATE', 'SUSPENDED', 'DEPROVISIONED', 'deactivate'],
    ['DEACTIVATE', 'DEPROVISIONED', 'DEPROVISIONED', null],
    ['SUSPEND', 'ACTIVE', 'SUSPENDED', 'suspend'],
    ['SUSPEND', 'PROVISIONED', 'SUSPENDED', 'suspend'],
    ['SUSPEND', 'RECOVERY', 'SUSPENDED', 'suspend'],
    ['SUSPEND', 'PASSWORD_EXPIRED', 'SUSPENDED', 'suspend'],
    ['SUSPEND', 'LOCKED_OUT', 'SUSPENDED', 'suspend'],
    ['SUSPEND', 'STAGED', 'STAGED', null],
    ['SUSPEND', 'SUSPENDED', 'SUSPENDED', null],
    ['SUSPEND', 'DEPROVISIONED', 'DEPROVISIONED', null],
  ])('%s: a user that is %s is then %s', async (userOffboardingAction, before, after, lifecycle) => {
    const { source } = await holding(before, { userOffboardingAction });
    const { receipts, counters } = await source.run(deletes('1'));
    const notes =
      userOffboardingAction === 'SUSPEND' && before === 'STAGED'
        ? [{ code: 'cannotSuspend', data: { status: 'STAGED' } } as const]
        : [];
    expect(receipts).toEqual([receipt(1, '1', 'removed', { action: 'delete', lifecycle, notes })]);
    expect(counters).toEqual(
      counts({
        scanned: 1,
        removed: 1,
        deactivated: lifecycle === 'deactivate' ? 1 : 0,
        suspended: lifecycle === 'suspend' ? 1 : 0,
        warnings: notes.length,
      }),
    );
    expect(await statusOf('ann')).toBe(after);
    expect((await source.people())['1']).toEqual({
      status: 'DEPROVISIONED',
      matchType: null,
      user: 'ann@example.com',
      profile: person('ann'),
    });
  });

  it('that waits for confirmation takes the record away and shows nobody', async () => {
    const source = await bench.addSource();
    await source.run(ANN);
    const { receipts } = await source.run(deletes('1'));
    expect(receipts).toEqual([receipt(1, '1', 'removed', { action: 'delete' })]);
    expect([await bench.users(), (await source.people())['1']?.status]).toEqual([{}, 'DEPROVISIONED']);
  });

  it('of a super administrator changes no status, with a warning (scenario 23)', async () => {
    const { source, userId } = await holding('ACTIVE');
    await bench.org.transaction((tx) => addAdministrator(tx, userId, 'SUPER_ADMIN', bench.clock.now()));
    const { receipts, counters } = await source.run(deletes('1'));
    expect(counters).toEqual(counts({ scanned: 1, removed: 1, warnings: 1 }));
    expect(receipts).toEqual([
      receipt(1, '1', 'removed', { action: 'delete', notes: [{ code: 'superAdministrator' }] }),
    ]);
    expect(await statusOf('ann')).toBe('ACTIVE');
  });

  it('by a source that sources no profiles changes no status', async () => {
    const { source } = await holding('ACTIVE', { profileSourcing: false });
    await source.run(deletes('1'));
    expect(await statusOf('ann')).toBe('ACTIVE');
  });

  it('shows in the System Log', async () => {
    const { source } = await holding('ACTIVE');
    const { importId } = await source.run(deletes('1'));
    const types = await bench.eventTypes(importId);
    expect(
      types.filter(
        (type) => !/^system\.import\.(session|start|complete|user_matching|object|user\.complete)/.test(type),
      ),
    ).toEqual([
      'system.import.user.delete',
      'user.lifecycle.deactivate',
      'system.import.user.update_user_lifecycle_from_master',
      'application.user_membership.remove',
    ]);
  });
});

describe('a live record of a user (import-semantics 2.4 step 6)', () => {
  type Row = [
    settings: Partial<IdentitySourceSettings>,
    before: UserStatus,
    after: UserStatus,
    lifecycle: 'reactivate' | 'unsuspend' | null,
  ];
  const suspended = { reactivateSuspendedUsers: true };
  const deactivated = { reactivateDeactivatedUsers: true };
  const both = { ...suspended, ...deactivated };
  it.each<Row>([
    [{}, 'SUSPENDED', 'SUSPENDED', null],
    [deactivated, 'SUSPENDED', 'SUSPENDED', null],
    [suspended, 'SUSPENDED', 'ACTIVE', 'unsuspend'],
    [{}, 'DEPROVISIONED', 'DEPROVISIONED', null],
    [suspended, 'DEPROVISIONED', 'DEPROVISIONED', null],
    [deactivated, 'DEPROVISIONED', 'PROVISIONED', 'reactivate'],
    [both, 'ACTIVE', 'ACTIVE', null],
    [both, 'PROVISIONED', 'PROVISIONED', null],
    [both, 'STAGED', 'STAGED', null],
    [both, 'LOCKED_OUT', 'LOCKED_OUT', null],
    [both, 'PASSWORD_EXPIRED', 'PASSWORD_EXPIRED', null],
    [both, 'RECOVERY', 'RECOVERY', null],
  ])('that comes unchanged, with %o: %s is then %s (scenarios 24, 25)', async (settings, before, after, lifecycle) => {
    const { source, userId } = await holding('ACTIVE', settings);
    if (before === 'SUSPENDED') await change(userId, 'suspend');
    else if (before === 'DEPROVISIONED') await change(userId, 'deactivate');
    else await bench.org.transaction((tx) => tx.execute(sql`UPDATE users SET status = ${before}`));
    const { receipts } = await source.run(ANN);
    expect(receipts.map(({ outcome, lifecycle: effect }) => [outcome, effect])).toEqual([
      [lifecycle === null ? 'unchanged' : 'updated', lifecycle],
    ]);
    expect(await statusOf('ann')).toBe(after);
  });

  it('that is deactivated is not updated while reactivation is off, and is told so (scenario 24)', async () => {
    const { source, userId } = await holding('ACTIVE');
    await change(userId, 'deactivate');
    const { receipts } = await source.run(upserts(['1', person('ann', { mobilePhone: '5' })]));
    expect(receipts).toEqual([
      receipt(1, '1', 'updated', { notes: [{ code: 'notReactivated', data: { status: 'DEPROVISIONED' } }] }),
    ]);
    expect(await bench.users()).toEqual({
      'ann@example.com': { status: 'DEPROVISIONED', profile: userProfile('ann') },
    });
    expect((await source.people())['1']?.profile).toEqual(person('ann', { mobilePhone: '5' }));
  });

  it('that was suspended is updated all the same (scenario 25)', async () => {
    const { source, userId } = await holding('ACTIVE');
    await change(userId, 'suspend');
    await source.run(upserts(['1', person('ann', { mobilePhone: '5' })]));
    expect(await bench.users()).toEqual({
      'ann@example.com': { status: 'SUSPENDED', profile: userProfile('ann', { mobilePhone: '5' }) },
    });
  });

  it('comes back with its own id after a delete, with reactivation on', async () => {
    const { source } = await holding('ACTIVE', { reactivateDeactivatedUsers: true });
    await source.run(deletes('1'));
    const { receipts, counters } = await source.run(ANN);
    expect(counters).toEqual(counts({ scanned: 1, updated: 1, reactivated: 1 }));
    expect(receipts).toEqual([receipt(1, '1', 'updated', { lifecycle: 'reactivate' })]);
    expect((await source.people())['1']).toMatchObject({ status: 'ACTIVE', user: 'ann@example.com' });
  });

  it('that is a deactivated user by partial match must be activated by a person', async () => {
    await bench.addUser('old', { status: 'DEPROVISIONED', profile: { lastName: 'ann' } });
    const source = await bench.addSource({ ...AUTOMATIC, reactivateDeactivatedUsers: true });
    const { receipts } = await source.run(ANN);
    expect(receipts).toEqual([
      receipt(1, '1', 'added', { match: 'partial', link: 'matched', notes: [{ code: 'pendingActivation' }] }),
    ]);
    expect(await statusOf('old')).toBe('DEPROVISIONED');
  });

  it('is activated when it links a staged user and new users are activated', async () => {
    await bench.addUser('ann');
    const source = await bench.addSource({ ...AUTOMATIC, autoActivateNewUsers: true });
    const { receipts, counters } = await source.run(ANN);
    expect(counters).toEqual(counts({ scanned: 1, added: 1, matched: 1, activated: 1 }));
    expect(receipts).toEqual([receipt(1, '1', 'added', { match: 'exact', link: 'matched', lifecycle: 'activate' })]);
    expect(await statusOf('ann')).toBe('PROVISIONED');
  });
});

describe('two sources of one user', () => {
  async function twoSources(): Promise<{ readonly first: BenchSource; readonly second: BenchSource }> {
    return { first: await bench.addSource(AUTOMATIC, 'First'), second: await bench.addSource(AUTOMATIC, 'Second') };
  }

  it('the one of higher priority decides about the profile, whichever came first', async () => {
    const { first, second } = await twoSources();
    await second.run(upserts(['b', person('ann', { mobilePhone: '2' })]));
    expect((await bench.users())['ann@example.com']?.profile.mobilePhone).toBe('2');
    await first.run(upserts(['a', person('ann', { mobilePhone: '1' })]));
    expect((await bench.users())['ann@example.com']?.profile.mobilePhone).toBe('1');
    const { receipts, counters } = await second.run(upserts(['b', person('ann', { mobilePhone: '3' })]));
    expect(counters).toEqual(counts({ scanned: 1, updated: 1 }));
    expect(receipts).toEqual([
      receipt(1, 'b', 'updated', { notes: [{ code: 'sourcedElsewhere', data: { sourceId: first.id } }] }),
    ]);
    expect((await bench.users())['ann@example.com']?.profile.mobilePhone).toBe('1');
    expect((await second.people()).b?.profile.mobilePhone).toBe('3');
  });

  it('the one of lower priority links and changes nothing of the status (scenario 22)', async () => {
    const { first, second } = await twoSources();
    await first.run(upserts(['a', person('ann')]));
    const { receipts } = await second.run(upserts(['b', person('ann', { mobilePhone: '2' })]));
    const notes = [{ code: 'sourcedElsewhere', data: { sourceId: first.id } }] as const;
    expect(receipts).toEqual([receipt(1, 'b', 'added', { match: 'exact', link: 'matched', notes })]);
    const removal = await second.run(deletes('b'));
    expect(removal.receipts).toEqual([receipt(1, 'b', 'removed', { action: 'delete', notes })]);
    expect(await bench.users()).toEqual({ 'ann@example.com': { status: 'STAGED', profile: userProfile('ann') } });
  });

  it('the next one takes over when the first lets go, and its values apply with its next import', async () => {
    const { first, second } = await twoSources();
    await first.change({ userOffboardingAction: 'NONE' });
    const ours = upserts(['b', person('ann', { mobilePhone: '2' })]);
    await second.run(ours);
    await first.run(upserts(['a', person('ann', { mobilePhone: '1' })]));
    await first.run(deletes('a'));
    const { counters } = await second.run(ours);
    expect(counters).toEqual(counts({ scanned: 1, updated: 1 }));
    expect((await bench.users())['ann@example.com']?.profile.mobilePhone).toBe('2');
  });

  it('an attribute that names the second one first is written by it, whoever owns the user', async () => {
    const { first, second } = await twoSources();
    await bench.changeUserAttribute('mobilePhone', { master: { type: 'OVERRIDE', priority: [second.id, first.id] } });
    await first.run(upserts(['a', person('ann', { mobilePhone: '1' })]));
    expect((await bench.users())['ann@example.com']?.profile).toEqual(userProfile('ann'));
    await second.run(upserts(['b', person('ann', { mobilePhone: '2', firstName: 'Other' })]));
    expect((await bench.users())['ann@example.com']?.profile).toEqual(userProfile('ann', { mobilePhone: '2' }));
  });
});
