import { randomBytes } from 'node:crypto';
import { type LifecycleOperation, User, UserActivation } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import Type, { type TSchema } from 'typebox';
import type { Transaction } from '../../database/transaction.ts';
import { changeOf } from '../../http/change-of.ts';
import type { App, Room } from '../../http/room.ts';
import { changeDirectory } from '../change-directory.ts';
import { changeLockedStatus } from './change-status.ts';
import { guardAdministrators } from './guard-administrators.ts';
import { OPERATION_PATHS, type UserRow } from './user.ts';
import { lockUserOf, sendUser, UserPath } from './user-request.ts';

const NAMES: Readonly<Record<LifecycleOperation, { readonly operationId: string; readonly summary: string }>> = {
  activate: { operationId: 'activateUser', summary: 'Activate a user' },
  reactivate: { operationId: 'reactivateUser', summary: 'Reactivate a user' },
  deactivate: { operationId: 'deactivateUser', summary: 'Deactivate a user' },
  suspend: { operationId: 'suspendUser', summary: 'Suspend a user' },
  unsuspend: { operationId: 'unsuspendUser', summary: 'Unsuspend a user' },
  unlock: { operationId: 'unlockUser', summary: 'Unlock a user' },
  resetPassword: { operationId: 'generateResetPasswordToken', summary: 'Reset a password' },
  expirePassword: { operationId: 'expirePassword', summary: 'Expire a password' },
};

const SendEmailQuery = Type.Object({
  sendEmail: Type.Optional(
    Type.Boolean({ description: 'Nothing is mailed; `false` has the answer hold what the mail would. Default true.' }),
  ),
});

const ResetPassword = Type.Object({ resetPasswordUrl: Type.Optional(Type.String()) }, { $id: 'ResetPassword' });

/** The answer of an operation when nothing is mailed; `{}` otherwise. */
type Respond = (origin: string) => object;

const NOTHING = Type.Object({});

/**
 * Lifecycle operations of users (identity-sources-api 7.3). What each does to which status is in `nextUserStatus`; what answers where
 * the status does not allow it, in `statusRefusal`.
 */
export const lifecycleRoutes: Room = (app) => {
  for (const operation of ['deactivate', 'suspend', 'unsuspend', 'unlock'] as const) {
    addOperation(app, operation, NOTHING, () => ({}));
  }
  for (const operation of ['activate', 'reactivate'] as const) {
    addOperation(app, operation, UserActivation, (origin) => {
      const activationToken = newToken();
      return { activationUrl: `${origin}/welcome/${activationToken}`, activationToken };
    });
  }
  addOperation(app, 'resetPassword', ResetPassword, (origin) => ({
    resetPasswordUrl: `${origin}/signin/reset-password/${newToken()}`,
  }));
  app.post(
    pathOf('expirePassword'),
    {
      config: { scope: 'users' },
      schema: { ...NAMES.expirePassword, tags: ['UserLifecycle'], params: UserPath, response: { 200: User } },
    },
    (request, reply) =>
      changeDirectory(request.org, async (tx) =>
        sendUser(tx, request, reply, await perform(tx, request, request.params.id, 'expirePassword')),
      ),
  );
};

function addOperation(app: App, operation: LifecycleOperation, answer: TSchema, respond: Respond): void {
  app.post(
    pathOf(operation),
    {
      config: { scope: 'users' },
      schema: {
        ...NAMES[operation],
        tags: ['UserLifecycle'],
        params: UserPath,
        querystring: SendEmailQuery,
        response: { 200: answer },
      },
    },
    async (request) => {
      const { params, query, org, origin } = request;
      await changeDirectory(org, (tx) => perform(tx, request, params.id, operation));
      return query.sendEmail === false ? respond(origin) : {};
    },
  );
}

function pathOf(operation: LifecycleOperation): string {
  return `/api/v1/users/:id/lifecycle/${OPERATION_PATHS[operation]}`;
}

async function perform(
  tx: Transaction,
  request: FastifyRequest,
  id: string,
  operation: LifecycleOperation,
): Promise<UserRow> {
  const user = await lockUserOf(tx, request, id);
  if (operation === 'deactivate') await guardAdministrators(tx, request.caller.actor.id, user.id);
  return changeLockedStatus(tx, request.org.choices, changeOf(request), user, operation);
}

/** Of chance alone: people do not sign in here, so it opens nothing. */
function newToken(): string {
  return randomBytes(15).toString('base64url');
}
