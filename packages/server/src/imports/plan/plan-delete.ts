import type { ImportReason, LifecycleEffect, UserStatus } from '@headwater/protocol';
import type { Intent } from '../fold.ts';
import type { CompiledBasis } from './basis.ts';
import { ownsUser } from './ownership.ts';
import type { PlannedRecord, SourceChange } from './planned-record.ts';
import type { DirectorySlice, SourceUserView, UserView } from './slice.ts';

interface Offboarding {
  readonly lifecycle: LifecycleEffect | null;
  readonly status: UserStatus | undefined;
  readonly notes: readonly ImportReason[];
}

const LEFT_ALONE: Offboarding = { lifecycle: null, status: undefined, notes: [] };

/** Decides what the delete of one record does (import-semantics 2.5). */
export function planDelete(intent: Intent, slice: DirectorySlice, basis: CompiledBasis): PlannedRecord {
  const sourceUser = slice.sourceUser(intent.externalId);
  if (sourceUser === undefined || sourceUser.status === 'DEPROVISIONED') {
    return { ...base(intent, sourceUser), outcome: 'unchanged', notes: duplicates(intent) };
  }
  const user = sourceUser.userId === null ? undefined : slice.user(sourceUser.userId);
  const holds = user !== undefined && user.heldBy === intent.externalId;
  const effect = holds ? offboard(user, basis) : LEFT_ALONE;
  const moved: readonly ImportReason[] = user !== undefined && !holds ? [{ code: 'linkedElsewhereNow' }] : [];
  return {
    ...base(intent, sourceUser),
    outcome: 'removed',
    lifecycle: effect.lifecycle,
    notes: [...duplicates(intent), ...effect.notes, ...moved],
    userId: holds ? user.id : null,
    source: removal(sourceUser),
    user:
      holds && effect.status !== undefined
        ? { version: user.version, status: effect.status, before: {}, after: undefined, keys: undefined }
        : null,
  };
}

function duplicates(intent: Intent): readonly ImportReason[] {
  return intent.others.length === 0 ? [] : [{ code: 'duplicateInSession', data: { count: intent.others.length + 1 } }];
}

function removal(sourceUser: SourceUserView): SourceChange {
  return {
    version: sourceUser.version,
    status: 'DEPROVISIONED',
    matchType: null,
    before: {},
    after: undefined,
    fingerprint: null,
  };
}

function base(intent: Intent, sourceUser: SourceUserView | undefined): PlannedRecord {
  return {
    number: intent.number,
    action: 'delete',
    externalId: intent.externalId,
    outcome: 'removed',
    match: null,
    link: null,
    lifecycle: null,
    reason: null,
    notes: [],
    sourceUserId: sourceUser?.id ?? null,
    userId: null,
    source: null,
    user: null,
    exactKey: null,
  };
}

/** The table of import-semantics 2.5; what it says of staged users is a switch of the org. */
function offboard(user: UserView, basis: CompiledBasis): Offboarding {
  if (!basis.settings.profileSourcing) return LEFT_ALONE;
  if (!ownsUser(basis, user))
    return { ...LEFT_ALONE, notes: [{ code: 'sourcedElsewhere', data: { sourceId: user.owner ?? '' } }] };
  const action = basis.settings.userOffboardingAction;
  const goes = user.status === 'STAGED' && basis.choices.stagedOffboarding === 'deactivate';
  if ((action === 'NONE' && !goes) || user.status === 'DEPROVISIONED') return LEFT_ALONE;
  if (user.superAdministrator) return { ...LEFT_ALONE, notes: [{ code: 'superAdministrator' }] };
  if (action === 'DEACTIVATE' || goes) return { lifecycle: 'deactivate', status: 'DEPROVISIONED', notes: [] };
  return suspend(user);
}

/** Unlike the call of an administrator, an import also suspends people who have not signed in yet. */
function suspend(user: UserView): Offboarding {
  switch (user.status) {
    case 'ACTIVE':
    case 'PROVISIONED':
    case 'RECOVERY':
    case 'PASSWORD_EXPIRED':
    case 'LOCKED_OUT':
      return { lifecycle: 'suspend', status: 'SUSPENDED', notes: [] };
    case 'STAGED':
      return { ...LEFT_ALONE, notes: [{ code: 'cannotSuspend', data: { status: user.status } }] };
    case 'SUSPENDED':
    case 'DEPROVISIONED':
      return LEFT_ALONE;
  }
}
