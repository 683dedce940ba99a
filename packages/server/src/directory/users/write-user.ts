import type { Profile, UserStatus } from '@headwater/protocol';
import pg from 'pg';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import { userKeys } from '../keys.ts';
import { loginTaken } from './refusals.ts';
import { USER_COLUMNS, type UserRow } from './user.ts';

/** What one write changes of a user; what is absent stays. */
export interface UserWrite {
  /** The whole new profile. */
  readonly profile?: Profile;
  readonly status?: UserStatus;
  readonly activated?: Date;
  /** The hash of a new password; null takes the password away. */
  readonly passwordHash?: string | null;
}

/**
 * Writes a user that the transaction has locked, as one new version. Throws `validationFailed` for a login that somebody else has;
 * roll back then.
 */
export async function writeUser(tx: Transaction, at: Date, user: UserRow, write: UserWrite): Promise<UserRow> {
  const profile = write.profile ?? user.profile;
  const status = write.status ?? user.status;
  const keys = userKeys(profile);
  const hash = write.passwordHash;
  const [written] = await tx
    .query<UserRow>(sql`
      UPDATE users
         SET profile = ${JSON.stringify(profile)}, login_key = ${keys.loginKey}, email_key = ${keys.emailKey},
             name_key = ${keys.nameKey}, status = ${status}, version = version + 1, last_updated = ${at},
             status_changed = ${status === user.status ? user.statusChanged : at},
             activated = ${write.activated ?? user.activated},
             password_changed = ${hash === undefined ? user.passwordChanged : hash === null ? null : at},
             password_hash = ${hash === undefined ? sql`password_hash` : hash}
       WHERE id = ${user.id}
      RETURNING ${USER_COLUMNS}`)
    .catch((error: unknown) => {
      throw isLoginTaken(error) ? loginTaken() : error;
    });
  if (written === undefined) throw new TypeError(`The locked user ${user.id} was not updated`);
  return written;
}

function isLoginTaken(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.constraint === 'users_login_key';
}
