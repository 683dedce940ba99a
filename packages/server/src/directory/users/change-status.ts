import { type Choices, DEFAULT_CHOICES, type LifecycleOperation, nextUserStatus, notFound } from '@headwater/protocol';
import sql from 'sql-template-tag';
import { removeAdministrator } from '../../access/administrators.ts';
import type { Transaction } from '../../database/transaction.ts';
import type { EventType } from '../../system-log/event-types.ts';
import type { ChangeContext } from '../change-context.ts';
import { recordChange } from '../record-change.ts';
import { statusRefusal } from './status-refusal.ts';
import { USER_COLUMNS, type UserRow } from './user.ts';
import { writeUser } from './write-user.ts';

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
 * Applies a lifecycle operation to one user, and stores it as a change. Deactivation takes password and roles away
 * (import-semantics 2.5). Throws `notFound`, or what `statusRefusal` gives where the user's status does not allow the operation.
 */
export async function changeStatus(
  tx: Transaction,
  context: ChangeContext,
  userId: string,
  operation: LifecycleOperation,
  choices: Choices = DEFAULT_CHOICES,
): Promise<UserRow> {
  const [user] = await tx.query<UserRow>(sql`SELECT ${USER_COLUMNS} FROM users WHERE id = ${userId} FOR UPDATE`);
  if (user === undefined) throw notFound(userId, 'User');
  return changeLockedStatus(tx, choices, context, user, operation);
}

/** {@link changeStatus} of a user that the transaction has locked. */
export async function changeLockedStatus(
  tx: Transaction,
  choices: Choices,
  context: ChangeContext,
  user: UserRow,
  operation: LifecycleOperation,
): Promise<UserRow> {
  const status = nextUserStatus({ status: user.status, canSignIn: user.passwordChanged !== null }, operation);
  if (status === undefined) throw statusRefusal(choices, operation, user.status);
  const changed = await writeUser(tx, context.at, user, {
    status,
    ...(operation === 'activate' ? { activated: context.at } : {}),
    ...(operation === 'deactivate' ? { passwordHash: null } : {}),
  });
  if (operation === 'deactivate') await removeAdministrator(tx, user.id);
  await recordChange(tx, context, {
    objectId: user.id,
    type: OPERATION_EVENTS[operation],
    status: [user.status, status],
  });
  return changed;
}
