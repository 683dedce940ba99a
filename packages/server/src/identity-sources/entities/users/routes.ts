import { ErrorBody, SourceUser, SourceUserRequest, SourceUserUpdateRequest } from '@headwater/protocol';
import Type from 'typebox';
import { actOf } from '../../../http/act-of.ts';
import { checkedByHandler } from '../../../http/checked-by-handler.ts';
import type { App } from '../../../http/room.ts';
import { DELETED, sendDeleted } from '../send-deleted.ts';
import { getUser } from './get-user.ts';
import { createUser, deleteUser, replaceUser, type UserPath, updateUser } from './write-user.ts';

const USERS = '/api/v1/identity-sources/:identitySourceId/users';
const USER = `${USERS}/:externalId`;

const SourceParams = Type.Object({ identitySourceId: Type.String() });
const UserParams = Type.Object({ identitySourceId: Type.String(), externalId: Type.String() });

const tags = ['IdentitySource'];
const config = { scope: 'identitySources', bucket: USERS } as const;

/** Single users (identity-sources-api 2.15). Bodies are checked and staged in one pass, whose causes name every field at fault. */
export function addUserRoutes(app: App): void {
  app.post(
    USERS,
    {
      config,
      validatorCompiler: checkedByHandler,
      schema: {
        operationId: 'createIdentitySourceUser',
        summary: 'Create an identity source user',
        tags,
        params: SourceParams,
        body: SourceUserRequest,
        response: { 200: SourceUser, 409: ErrorBody },
      },
    },
    async (request, reply) => {
      const { org, params, body } = request;
      const user = await createUser(org, params.identitySourceId, body, actOf(request));
      return org.choices.createUserBody === 'none' ? reply.send() : user;
    },
  );
  app.get(
    USER,
    {
      config,
      schema: {
        operationId: 'getIdentitySourceUser',
        summary: 'Retrieve an identity source user',
        tags,
        params: UserParams,
        response: { 200: SourceUser },
      },
    },
    async (request) => getUser(request.org, pathOf(request.params)),
  );
  app.put(
    USER,
    {
      config,
      validatorCompiler: checkedByHandler,
      schema: {
        operationId: 'replaceExistingIdentitySourceUser',
        summary: 'Replace an existing identity source user',
        description: 'Attributes that are not sent become null.',
        tags,
        params: UserParams,
        body: SourceUserUpdateRequest,
        response: { 200: SourceUser },
      },
    },
    async (request) => replaceUser(request.org, pathOf(request.params), request.body, actOf(request)),
  );
  app.patch(
    USER,
    {
      config,
      validatorCompiler: checkedByHandler,
      schema: {
        operationId: 'updateIdentitySourceUsers',
        summary: 'Update an identity source user',
        description: 'Attributes that are not sent stay; `userName` and `email` must be sent.',
        tags,
        params: UserParams,
        body: SourceUserUpdateRequest,
        response: { 200: SourceUser },
      },
    },
    async (request) => updateUser(request.org, pathOf(request.params), request.body, actOf(request)),
  );
  app.delete(
    USER,
    {
      config,
      schema: {
        operationId: 'deleteIdentitySourceUser',
        summary: 'Delete an identity source user',
        tags,
        params: UserParams,
        response: DELETED,
      },
    },
    async (request, reply) => {
      await deleteUser(request.org, pathOf(request.params), actOf(request));
      return sendDeleted(request, reply);
    },
  );
}

function pathOf(params: { readonly identitySourceId: string; readonly externalId: string }): UserPath {
  return { sourceId: params.identitySourceId, externalId: params.externalId };
}
