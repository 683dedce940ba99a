import {
  CreateUserRequest,
  ErrorBody,
  type UpdateUserRequest as Update,
  UpdateUserRequest,
  User,
  validationFailed,
} from '@headwater/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { changeOf } from '../../http/change-of.ts';
import { NoContent } from '../../http/no-content.ts';
import { afterParameter, limitParameter, pageSize, sendPage } from '../../http/pagination.ts';
import type { Room } from '../../http/room.ts';
import { changeDirectory } from '../change-directory.ts';
import { requireMatch } from '../entity-tag.ts';
import { addMember } from '../groups/members.ts';
import { loadProfileSchema } from '../profile-schemas/load-profile-schema.ts';
import { changeLockedStatus } from './change-status.ts';
import { createUser } from './create-user.ts';
import { deleteUser } from './delete-user.ts';
import { guardAdministrators } from './guard-administrators.ts';
import { listUsers, userPageSizes } from './list-users.ts';
import { readNewUser } from './new-user.ts';
import { hashPassword } from './password.ts';
import { updateUser } from './update-user.ts';
import { userPresenter } from './user.ts';
import { lockUserOf, presentationOf, sendUser, UserPath, userOf } from './user-request.ts';

const text = (description: string) => Type.Optional(Type.String({ description }));
const flag = (description: string) => Type.Optional(Type.Boolean({ description }));

const UserListQuery = Type.Object({
  q: text('Beginning of a first name, last name, email or login; 10 users unless `limit` says otherwise.'),
  filter: text('SCIM filter over status, id, times and profile attributes: `status eq "DEPROVISIONED"`.'),
  search: text('Like `filter`, with `co` and sorting: `profile.department co "research" and status eq "ACTIVE"`.'),
  sortBy: text('Attribute to sort by, with `search`.'),
  sortOrder: text('`asc` (default) or `desc`, with `sortBy`.'),
  after: afterParameter,
  limit: limitParameter(userPageSizes({})),
});

const CreateUserQuery = Type.Object({
  activate: flag(
    'Whether the user is activated at once: to ACTIVE with a password, else to PROVISIONED. Default true.',
  ),
  provider: flag('Only `false` is possible: sign-in of users is the directory’s own.'),
  nextLogin: Type.Optional(
    Type.Literal('changePassword', { description: 'The password is expired from the beginning.' }),
  ),
});

const tags = ['User'];
const config = { scope: 'users' } as const;
const response = { 200: User };
/** `If-Match` can be in the way. */
const conditional = { 200: User, 412: ErrorBody };

/** The Users API (identity-sources-api 7.3), without lifecycle operations. */
export const userRoutes: Room = (app) => {
  app.get(
    '/api/v1/users',
    {
      config,
      schema: {
        operationId: 'listUsers',
        summary: 'List users',
        description: 'Deactivated users are listed with `filter` and `search` only.',
        tags,
        querystring: UserListQuery,
        response: { 200: Type.Array(User) },
      },
    },
    async (request, reply) => {
      const { query, org } = request;
      const limit = pageSize(org, query.limit, userPageSizes(query));
      const { users, next } = await org.read(async (tx) => {
        const schema = await loadProfileSchema(tx, 'user');
        const page = await listUsers(tx, schema, { ...query, limit });
        return { users: page.users.map(userPresenter(presentationOf(request, schema))), next: page.next };
      });
      return sendPage(request, reply, users, next === null ? null : { after: next });
    },
  );

  app.post(
    '/api/v1/users',
    {
      config,
      schema: {
        operationId: 'createUser',
        summary: 'Create a user',
        tags,
        querystring: CreateUserQuery,
        body: CreateUserRequest,
        response,
      },
    },
    async (request, reply) => {
      const { body, query, org } = request;
      const user = await readNewUser(org, query, body);
      return changeDirectory(org, async (tx) => {
        const context = changeOf(request);
        const created = await createUser(tx, org.ids, context, user);
        for (const groupId of [...new Set(body.groupIds ?? [])].sort())
          await addMember(tx, context, groupId, created.id);
        return sendUser(tx, request, reply, created);
      });
    },
  );

  app.get(
    '/api/v1/users/:id',
    {
      config,
      schema: {
        operationId: 'getUser',
        summary: 'Retrieve a user',
        description:
          'By id, login, or the part of a login before the @ where it means one user; `me` is the owner of the token.',
        tags,
        params: UserPath,
        response,
      },
    },
    (request, reply) =>
      request.org.read(async (tx) => sendUser(tx, request, reply, await userOf(tx, request, request.params.id))),
  );

  app.post(
    '/api/v1/users/:id',
    {
      config,
      schema: {
        operationId: 'updateUser',
        summary: 'Update a user',
        description: 'Changes what the body names; null clears an attribute. `If-Match` holds it to a version.',
        tags,
        params: UserPath,
        querystring: Type.Object({ strict: flag('Taken; passwords are always checked.') }),
        body: UpdateUserRequest,
        response: conditional,
      },
    },
    (request, reply) => edit(request, reply, request.params.id, request.body, false),
  );

  app.put(
    '/api/v1/users/:id',
    {
      config,
      schema: {
        operationId: 'replaceUser',
        summary: 'Replace a user',
        description: 'Clears the attributes that the body does not name. `If-Match` holds it to a version.',
        tags,
        params: UserPath,
        querystring: Type.Object({ strict: flag('Taken; passwords are always checked.') }),
        body: UpdateUserRequest,
        response: conditional,
      },
    },
    (request, reply) => {
      if (request.body.profile === undefined) {
        throw validationFailed('profile', ['profile: The field cannot be left blank']);
      }
      return edit(request, reply, request.params.id, request.body, true);
    },
  );

  app.delete(
    '/api/v1/users/:id',
    {
      config,
      schema: {
        operationId: 'deleteUser',
        summary: 'Delete a user',
        description: 'The first call deactivates the user, the second deletes for good.',
        tags,
        params: UserPath,
        querystring: Type.Object({ sendEmail: flag('Taken; nothing is mailed.') }),
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, caller, params } = request;
      await changeDirectory(org, async (tx) => {
        const user = await lockUserOf(tx, request, params.id);
        await guardAdministrators(tx, caller.actor.id, user.id);
        const context = changeOf(request);
        if (user.status === 'DEPROVISIONED') await deleteUser(tx, org, context, user);
        else await changeLockedStatus(tx, org.choices, context, user, 'deactivate');
      });
      return reply.code(204).send();
    },
  );
};

async function edit(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  { profile, credentials }: Update,
  replace: boolean,
): Promise<User> {
  const password = credentials?.password?.value;
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  return changeDirectory(request.org, async (tx) => {
    const user = await lockUserOf(tx, request, id);
    requireMatch(request.headers['if-match'], user);
    const updated = await updateUser(tx, request.org.choices, changeOf(request), user, {
      replace,
      ...(profile === undefined ? {} : { profile }),
      ...(passwordHash === undefined ? {} : { passwordHash }),
    });
    return sendUser(tx, request, reply, updated);
  });
}
