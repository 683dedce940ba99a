import { describe, expect, it } from 'vitest';
import { LIFECYCLE_OPERATIONS, nextUserStatus, USER_STATUSES } from '../src/user-status.ts';

function reachable(canSignIn: boolean): Record<string, string> {
  const moves = USER_STATUSES.flatMap((status) =>
    LIFECYCLE_OPERATIONS.flatMap((operation) => {
      const next = nextUserStatus({ status, canSignIn }, operation);
      return next === undefined ? [] : [[`${operation} ${status}`, next] as const];
    }),
  );
  return Object.fromEntries(moves);
}

const ALWAYS = {
  'reactivate PROVISIONED': 'PROVISIONED',
  'reactivate RECOVERY': 'PROVISIONED',
  'deactivate STAGED': 'DEPROVISIONED',
  'deactivate PROVISIONED': 'DEPROVISIONED',
  'deactivate ACTIVE': 'DEPROVISIONED',
  'deactivate RECOVERY': 'DEPROVISIONED',
  'deactivate PASSWORD_EXPIRED': 'DEPROVISIONED',
  'deactivate LOCKED_OUT': 'DEPROVISIONED',
  'deactivate SUSPENDED': 'DEPROVISIONED',
  'suspend ACTIVE': 'SUSPENDED',
  'unsuspend SUSPENDED': 'ACTIVE',
  'unlock LOCKED_OUT': 'ACTIVE',
  'resetPassword PROVISIONED': 'RECOVERY',
  'resetPassword ACTIVE': 'RECOVERY',
  'resetPassword RECOVERY': 'RECOVERY',
  'resetPassword PASSWORD_EXPIRED': 'RECOVERY',
  'resetPassword LOCKED_OUT': 'RECOVERY',
  'expirePassword ACTIVE': 'PASSWORD_EXPIRED',
  'expirePassword RECOVERY': 'PASSWORD_EXPIRED',
  'expirePassword PASSWORD_EXPIRED': 'PASSWORD_EXPIRED',
  'expirePassword LOCKED_OUT': 'PASSWORD_EXPIRED',
};

describe('nextUserStatus', () => {
  it('activates people without a password to PROVISIONED', () => {
    const activation = { 'activate STAGED': 'PROVISIONED', 'activate DEPROVISIONED': 'PROVISIONED' };
    expect(reachable(false)).toEqual({ ...ALWAYS, ...activation });
  });

  it('activates people who can sign in to ACTIVE', () => {
    expect(reachable(true)).toEqual({ ...ALWAYS, 'activate STAGED': 'ACTIVE', 'activate DEPROVISIONED': 'ACTIVE' });
  });
});
