import { notFound, type ProfileSchema, User } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { sendPage } from '../http/pagination.ts';
import type { Room } from '../http/room.ts';
import { loadProfileSchema } from './profile-schemas/load-profile-schema.ts';
import { findUser } from './users/find-user.ts';
import { listUsers, MAX_PAGE } from './users/search/list-users.ts';
import { userPresenter } from './users/user.ts';

function presenter({ org, origin }: FastifyRequest, schema: ProfileSchema): ReturnType<typeof userPresenter> {
  return userPresenter({ orgId: org.id, origin, schema });
}

const text = (description: string) => Type.Optional(Type.String({ description }));

const UserListQuery = Type.Object({
  q: text('Beginning of a first name, last name, email or login; 10 users unless `limit` says otherwise.'),
  filter: text('SCIM filter over status, id, times and profile attributes: `status eq "DEPROVISIONED"`.'),
  search: text('Like `filter`, with `co` and sorting: `profile.department co "research" and status eq "ACTIVE"`.'),
  sortBy: text('Attribute to sort by, with `search`.'),
  sortOrder: text('`asc` (default) or `desc`, with `sortBy`.'),
  after: text('Opaque position from the link to the next page.'),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_PAGE, description: 'Users in a page; 200 by default.' }),
  ),
});

/** The Users API (identity-sources-api 7.3): reading. */
export const directoryRoom: Room = (app) => {
  app.get(
    '/api/v1/users',
    {
      schema: {
        operationId: 'listUsers',
        summary: 'List users',
        description: 'Deactivated users are listed with `filter` and `search` only.',
        tags: ['User'],
        querystring: UserListQuery,
        response: { 200: Type.Array(User) },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const { users, next } = await request.org.read(async (tx) => {
        const schema = await loadProfileSchema(tx, 'user');
        const page = await listUsers(tx, schema, query);
        return { users: page.users.map(presenter(request, schema)), next: page.next };
      });
      return sendPage(request, reply, users, next === null ? null : { after: next });
    },
  );

  app.get(
    '/api/v1/users/:id',
    {
      schema: {
        operationId: 'getUser',
        summary: 'Retrieve a user',
        description:
          'By id, login, or the part of a login before the @ where it means one user; `me` is the owner of the token.',
        tags: ['User'],
        params: Type.Object({ id: Type.String() }),
        response: { 200: User },
      },
    },
    async (request) => {
      const { id } = request.params;
      const reference = id === 'me' ? request.caller.userId : id;
      return request.org.read(async (tx) => {
        const user = await findUser(tx, reference);
        if (user === undefined) throw notFound(id, 'User');
        return presenter(request, await loadProfileSchema(tx, 'user'))(user);
      });
    },
  );
};
