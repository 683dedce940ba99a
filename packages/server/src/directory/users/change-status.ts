import { ApiError, type LifecycleOperation, nextUserStatus, notFound } from '@headwater/protocol';
import sql from 'sql-template-tag';
import type { Transaction } from '../../database/transaction.ts';
import type { EventType } from '../../system-log/event-types.ts';
import type { ChangeContext } from '../change-context.ts';
import { recordChange } from './record-change.ts';
import { USER_COLUMNS, type UserRow } from './user.ts';

const OPERATION_EVENTS: Readonly<Record<LifecycleOperation, EventType>> = {
  activate: 'user.lifecycle.activate',
  reactivate: 'user.lifecycle.reactivate',
  deactivate: 'user.lifecycle.deactivate',
  suspend: 'user.lifecycle.suspend',
  unsuspend: 'user.lifecycle.unsuspend',
  unlock: 'user.account.unlock',
  resetPassword: 'user.account.reset_password',
  expirePassword: 'user.account.expire_password',
};

/**
 * Applies a lifecycle operation to one user, and stores it as a change. Deactivation takes the password away. Throws `notFound`,
 * or `wrongUserStatus` (403, E0000038) where the user's status does not allow the operation.
 */
export async function changeStatus(
  tx: Transaction,
  context: ChangeContext,
  userId: string,
  operation: LifecycleOperation,
): Promise<UserRow> {
  const [user] = await tx.query<UserRow>(sql`SELECT ${USER_COLUMNS} FROM users WHERE id = ${userId} FOR UPDATE`);
  if (user === undefined) throw notFound(userId, 'User');
  const status = nextUserStatus({ status: user.status, canSignIn: user.passwordChanged !== null }, operation);
  if (status === undefined) throw new ApiError('wrongUserStatus');
  const [changed] = await tx.query<UserRow>(sql`
    UPDATE users
       SET status = ${status}, version = version + 1, last_updated = ${context.at},
           status_changed = ${status === user.status ? user.statusChanged : context.at},
           activated = ${operation === 'activate' ? context.at : user.activated},
           password_changed = ${operation === 'deactivate' ? null : user.passwordChanged}
     WHERE id = ${userId}
    RETURNING ${USER_COLUMNS}`);
  if (changed === undefined) throw new TypeError(`The locked user ${userId} was not updated`);
  await recordChange(tx, context, { userId, type: OPERATION_EVENTS[operation], status: [user.status, status] });
  return changed;
}
