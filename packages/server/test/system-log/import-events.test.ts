import { LIFECYCLE_EFFECTS, LINK_EFFECTS, RECORD_OUTCOMES } from '@headwater/protocol';
import { describe, expect, it } from 'vitest';
import { failureType } from '../../src/system-log/failure-stream.ts';
import { importEvents, type RecordEffects } from '../../src/system-log/import-events.ts';

const nothing: RecordEffects = {
  outcome: 'unchanged',
  link: null,
  lifecycle: null,
  linked: false,
  profileWritten: false,
};

describe('importEvents', () => {
  it.each<[string, Partial<RecordEffects>, readonly string[]]>([
    ['a new record that waits for a decision', { outcome: 'added' }, ['system.import.user.create']],
    [
      'a new user, activated',
      { outcome: 'added', link: 'created', lifecycle: 'activate', linked: true, profileWritten: true },
      [
        'system.import.user.create',
        'user.lifecycle.create',
        'application.user_membership.add',
        'user.lifecycle.activate',
      ],
    ],
    [
      'a match that changes the profile',
      { outcome: 'added', link: 'matched', linked: true, profileWritten: true },
      [
        'system.import.user.create',
        'system.import.user.match',
        'application.user_membership.add',
        'user.account.update_profile',
      ],
    ],
    [
      'a link that moved',
      { outcome: 'added', link: 'moved', linked: true },
      ['system.import.user.create', 'system.import.user.match', 'application.user_membership.add'],
    ],
    [
      'an update of a linked user',
      { outcome: 'updated', linked: true, profileWritten: true },
      ['system.import.user.update', 'user.account.update_profile'],
    ],
    ['an update that maps to nothing', { outcome: 'updated', linked: true }, ['system.import.user.update']],
    [
      'a reactivation',
      { outcome: 'updated', lifecycle: 'reactivate', linked: true },
      [
        'system.import.user.update',
        'user.lifecycle.reactivate',
        'system.import.user.update_user_lifecycle_from_master',
      ],
    ],
    [
      'an unsuspension',
      { lifecycle: 'unsuspend', linked: true },
      ['user.lifecycle.unsuspend', 'system.import.user.unsuspend'],
    ],
    [
      'a removal that suspends',
      { outcome: 'removed', lifecycle: 'suspend', linked: true },
      [
        'system.import.user.delete',
        'user.lifecycle.suspend',
        'system.import.user.suspend',
        'application.user_membership.remove',
      ],
    ],
    [
      'a removal that deactivates',
      { outcome: 'removed', lifecycle: 'deactivate', linked: true },
      [
        'system.import.user.delete',
        'user.lifecycle.deactivate',
        'system.import.user.update_user_lifecycle_from_master',
        'application.user_membership.remove',
      ],
    ],
    ['the removal of a record without a user', { outcome: 'removed' }, ['system.import.user.delete']],
    [
      'an error that left the other attributes applied',
      { outcome: 'error', linked: true, profileWritten: true },
      ['user.account.update_profile'],
    ],
  ])('%s', (_what, effects, types) => {
    expect(importEvents({ ...nothing, ...effects })).toEqual(types);
  });

  it('has something to say of every link and lifecycle effect, and of every outcome that is a change', () => {
    const silent = RECORD_OUTCOMES.filter((outcome) => importEvents({ ...nothing, outcome }).length === 0);
    expect(silent).toEqual(['unchanged', 'error', 'superseded', 'dropped']);
    expect(LINK_EFFECTS.filter((link) => importEvents({ ...nothing, link }).length === 0)).toEqual([]);
    expect(LIFECYCLE_EFFECTS.filter((lifecycle) => importEvents({ ...nothing, lifecycle }).length === 0)).toEqual([]);
  });
});

describe('failureType', () => {
  it.each([
    [{ action: 'upsert', known: false, reason: 'sourceValueMissing' }, 'system.import.user.create'],
    [{ action: 'upsert', known: true, reason: 'sourceValueInvalid' }, 'system.import.user.update'],
    [{ action: 'delete', known: true, reason: null }, 'system.import.user.delete'],
    [{ action: 'upsert', known: false, reason: 'loginHeld' }, 'system.import.user.create'],
    [{ action: 'upsert', known: false, reason: 'userValueMissing' }, 'app.user_management.update_from_master_failed'],
    [{ action: 'upsert', known: true, reason: 'userValueInvalid' }, 'app.user_management.update_from_master_failed'],
    [{ action: 'upsert', known: true, reason: 'notUniqueWithinOrg' }, 'app.user_management.update_from_master_failed'],
  ] as const)('%j is %s', (failure, type) => {
    expect(failureType(failure)).toBe(type);
  });
});
