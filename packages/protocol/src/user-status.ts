/** Statuses of a directory user (import-semantics 1.7). */
export const USER_STATUSES = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
] as const;

export type UserStatus = (typeof USER_STATUSES)[number];

/** What a person, an API call or an import can do to a user's status. */
export const LIFECYCLE_OPERATIONS = [
  'activate',
  'reactivate',
  'deactivate',
  'suspend',
  'unsuspend',
  'unlock',
  'resetPassword',
  'expirePassword',
] as const;

export type LifecycleOperation = (typeof LIFECYCLE_OPERATIONS)[number];

export interface LifecycleSubject {
  readonly status: UserStatus;
  /** Whether the user can sign in without setting a password first: a password is set, or sign-in is delegated. */
  readonly canSignIn: boolean;
}

const SIGNED_UP: readonly UserStatus[] = ['ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT'];

/**
 * The user's status after the operation, or `undefined` where it is not allowed (E0000038 on the wire).
 * Deactivation takes the password away, so that a deactivated user is always activated to PROVISIONED unless sign-in is
 * delegated (import-semantics 2.4 step 6, 2.5).
 */
export function nextUserStatus(subject: LifecycleSubject, operation: LifecycleOperation): UserStatus | undefined {
  const { status, canSignIn } = subject;
  switch (operation) {
    case 'activate':
      return status === 'STAGED' || status === 'DEPROVISIONED' ? (canSignIn ? 'ACTIVE' : 'PROVISIONED') : undefined;
    case 'reactivate':
      return status === 'PROVISIONED' || status === 'RECOVERY' ? 'PROVISIONED' : undefined;
    case 'deactivate':
      return status === 'DEPROVISIONED' ? undefined : 'DEPROVISIONED';
    case 'suspend':
      return status === 'ACTIVE' ? 'SUSPENDED' : undefined;
    case 'unsuspend':
      return status === 'SUSPENDED' ? 'ACTIVE' : undefined;
    case 'unlock':
      return status === 'LOCKED_OUT' ? 'ACTIVE' : undefined;
    case 'resetPassword':
      return SIGNED_UP.includes(status) || status === 'PROVISIONED' ? 'RECOVERY' : undefined;
    case 'expirePassword':
      return SIGNED_UP.includes(status) ? 'PASSWORD_EXPIRED' : undefined;
  }
}

/**
 * The user's status once a password is set, or `undefined` where none can be: a deactivated user has no credentials
 * (import-semantics 2.5). Whoever only lacked a valid password is active then.
 */
export function statusWithPassword(status: UserStatus): UserStatus | undefined {
  switch (status) {
    case 'PROVISIONED':
    case 'RECOVERY':
    case 'PASSWORD_EXPIRED':
    case 'ACTIVE':
      return 'ACTIVE';
    case 'STAGED':
    case 'LOCKED_OUT':
    case 'SUSPENDED':
      return status;
    case 'DEPROVISIONED':
      return undefined;
  }
}
