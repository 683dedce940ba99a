import type { Party } from '../../system-log/record-event.ts';
import { fullName } from '../full-name.ts';
import type { UserRow } from './user.ts';

/** A user as events name them: by first and last name, else by the login. */
export function userParty({ id, profile }: Pick<UserRow, 'id' | 'profile'>): Party {
  const login = typeof profile.login === 'string' ? profile.login : null;
  return { id, type: 'User', alternateId: login, displayName: fullName(profile.firstName, profile.lastName) ?? login };
}
