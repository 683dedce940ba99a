import { ApiError, type Choices, type LifecycleOperation, type UserStatus } from '@headwater/protocol';

/**
 * The refusal of an operation that the user's status does not allow (identity-sources-api 7.3), as the org's switch
 * `wrongUserStatus` says. The activation of an active user has an error of its own in either case (403, E0000016).
 */
export function statusRefusal(
  { wrongUserStatus }: Pick<Choices, 'wrongUserStatus'>,
  operation: LifecycleOperation,
  status: UserStatus,
): ApiError {
  if (operation === 'activate' && status === 'ACTIVE') return new ApiError('userAlreadyActive');
  switch (wrongUserStatus) {
    case 'uniform':
      return new ApiError('wrongUserStatus');
    case 'specific':
      return specificRefusal(operation);
  }
}

function specificRefusal(operation: LifecycleOperation): ApiError {
  switch (operation) {
    case 'suspend':
      return new ApiError('userNotActive');
    case 'unsuspend':
      return new ApiError('userNotSuspended');
    case 'unlock':
      return new ApiError('userNotLocked');
    case 'activate':
    case 'reactivate':
    case 'deactivate':
    case 'resetPassword':
    case 'expirePassword':
      return new ApiError('wrongUserStatus');
  }
}
