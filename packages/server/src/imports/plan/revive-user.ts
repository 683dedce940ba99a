import {
  type ImportReason,
  type LifecycleEffect,
  type LinkEffect,
  type MatchKind,
  nextUserStatus,
  type UserStatus,
} from '@headwater/protocol';
import type { CompiledBasis } from './basis.ts';
import type { UserView } from './slice.ts';

interface Revival {
  readonly lifecycle: LifecycleEffect | null;
  readonly status: UserStatus | undefined;
  readonly notes: readonly ImportReason[];
}

const AS_IT_IS: Revival = { lifecycle: null, status: undefined, notes: [] };

/**
 * What a live record does to the status of its user (import-semantics 2.4 step 6). Tested on every import, not only when the
 * source record came back; activation of a staged user only when the record is linked.
 */
export function reviveUser(
  user: UserView,
  linking: { readonly effect: LinkEffect | null; readonly match: MatchKind | null },
  { settings }: CompiledBasis,
): Revival {
  switch (user.status) {
    case 'STAGED':
      return linking.effect !== null && settings.autoActivateNewUsers ? revived(user, 'activate') : AS_IT_IS;
    case 'SUSPENDED':
      return settings.reactivateSuspendedUsers ? revived(user, 'unsuspend') : AS_IT_IS;
    case 'DEPROVISIONED':
      if (!settings.reactivateDeactivatedUsers) return noted({ code: 'notReactivated', data: { status: user.status } });
      if (linking.match !== null && linking.match !== 'exact') return noted({ code: 'pendingActivation' });
      return revived(user, 'reactivate');
    case 'PROVISIONED':
    case 'ACTIVE':
    case 'RECOVERY':
    case 'PASSWORD_EXPIRED':
    case 'LOCKED_OUT':
      return AS_IT_IS;
  }
}

function noted(note: ImportReason): Revival {
  return { ...AS_IT_IS, notes: [note] };
}

/** In the directory's terms a deactivated user is activated again; `reactivate` is what the import calls it. */
function revived(user: UserView, lifecycle: 'activate' | 'unsuspend' | 'reactivate'): Revival {
  const operation = lifecycle === 'unsuspend' ? 'unsuspend' : 'activate';
  return { lifecycle, status: nextUserStatus(user, operation), notes: [] };
}
