import { ApiError, AppUser, ErrorBody, UnconfirmedUsers, validationFailed } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import sql from 'sql-template-tag';
import Type from 'typebox';
import type { Transaction } from '../../database/transaction.ts';
import { loadProfileSchema } from '../../directory/profile-schemas/load-profile-schema.ts';
import { USER_COLUMNS, type UserRow, userPresenter } from '../../directory/users/user.ts';
import { actOf } from '../../http/act-of.ts';
import { NoContent } from '../../http/no-content.ts';
import { afterParameter, limitParameter, pageSize, sendPage } from '../../http/pagination.ts';
import type { App as HttpApp } from '../../http/room.ts';
import type { IdentitySource } from '../../identity-sources/identity-source.ts';
import { getApp, getSourceApp } from '../app.ts';
import { type AppUserRow, appUserPresenter, getAppUser, inOrder, profileOf, userNameOf } from './app-user.ts';
import { listAppUsers } from './list-app-users.ts';
import { unlinkAppUser } from './unlink-app-user.ts';

const USERS = '/api/v1/apps/:appId/users';
const tags = ['ApplicationUsers'];
const config = { scope: 'apps' } as const;

const AppParams = Type.Object({ appId: Type.String() });
const AppUserParams = Type.Object({ appId: Type.String(), userId: Type.String() });
const expand = Type.Optional(Type.String({ description: '`user`: embed the users.' }));

const USER_PAGE = { usual: 50, largest: 500 };
const UNCONFIRMED_PAGE = { usual: 50, largest: 200 };
const GROUP_PAGE = { usual: 20, largest: 200 };

/** The people of apps (identity-sources-api 7.2). They are their source's: here they are read, and links are broken. */
export function addAppUsers(app: HttpApp): void {
  addReading(app);
  addRefusals(app);
  addUnlink(app);
  addUnconfirmed(app);
  addGroups(app);
}

function addReading(app: HttpApp): void {
  app.get(
    USERS,
    {
      config,
      schema: {
        operationId: 'listApplicationUsers',
        summary: 'List the people of an app',
        description:
          'All whom an identity source knows and has not deleted, linked to a user or not, in the order of their external ids.',
        tags,
        params: AppParams,
        querystring: Type.Object({
          q: Type.Optional(
            Type.String({
              description: 'Beginning of a user name, first name, last name or email, in any letter case.',
            }),
          ),
          after: afterParameter,
          limit: limitParameter(USER_PAGE),
          expand,
        }),
        response: { 200: Type.Array(AppUser) },
      },
    },
    async (request, reply) => {
      const { query, org, params } = request;
      requireExpand(query.expand);
      const size = pageSize(org, query.limit, USER_PAGE);
      const { people, next } = await org.read(async (tx) => {
        const found = await getApp(tx, params.appId);
        if (found.kind !== 'source') return { people: [], next: null };
        const page = await listAppUsers(tx, params.appId, 'live', query, size);
        return { people: await present(tx, request, found.source, page.people, query.expand), next: page.next };
      });
      return sendPage(request, reply, people, next === null ? null : { after: next, limit: size });
    },
  );
  app.get(
    `${USERS}/:userId`,
    {
      config,
      schema: {
        operationId: 'getApplicationUser',
        summary: 'Retrieve a person of an app',
        description: 'By the id of the user, or by the 0ua… id of somebody who is linked to no user.',
        tags,
        params: AppUserParams,
        querystring: Type.Object({ expand }),
        response: { 200: AppUser },
      },
    },
    async (request) => {
      const { params, query } = request;
      requireExpand(query.expand);
      return request.org.read(async (tx) => {
        const source = await getSourceApp(tx, params.appId);
        const row = await getAppUser(tx, source.id, params.userId);
        const [person] = await present(tx, request, source, [row], query.expand);
        return person;
      });
    },
  );
}

function addRefusals(app: HttpApp): void {
  const refuse = async ({ org, params }: FastifyRequest<{ Params: { appId: string } }>): Promise<never> => {
    const { kind } = await org.read((tx) => getApp(tx, params.appId));
    if (kind === 'source') throw new ApiError('appUserSourced');
    throw validationFailed('appId', ['appId: A service app has no users.']);
  };
  app.post(
    USERS,
    {
      config,
      schema: {
        operationId: 'assignUserToApplication',
        summary: 'Assign a user to an app: always refused',
        description:
          'The people of an identity source come from its uploads (405 E0000076); a service app has none (400).',
        tags,
        params: AppParams,
        response: { 405: ErrorBody },
      },
    },
    refuse,
  );
  app.post(
    `${USERS}/:userId`,
    {
      config,
      schema: {
        operationId: 'updateApplicationUser',
        summary: 'Update a person of an app: always refused',
        description:
          'The people of an identity source change by its uploads (405 E0000076); a service app has none (400).',
        tags,
        params: AppUserParams,
        response: { 405: ErrorBody },
      },
    },
    refuse,
  );
}

function addUnlink(app: HttpApp): void {
  app.delete(
    `${USERS}/:userId`,
    {
      config,
      schema: {
        operationId: 'unassignUserFromApplication',
        summary: 'Break the link between a user and an identity source',
        description: 'The user stays. When the source uploads the person again, they are matched like somebody new.',
        tags,
        params: AppUserParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, params } = request;
      await org.transaction(async (tx) => {
        const source = await getSourceApp(tx, params.appId);
        await unlinkAppUser(tx, org, source, params.userId, actOf(request));
      });
      return reply.code(204).send();
    },
  );
}

function addUnconfirmed(app: HttpApp): void {
  app.get(
    '/api/v1/apps/:appId/unconfirmed-users',
    {
      config,
      schema: {
        operationId: 'listUnconfirmedUsers',
        summary: 'List the people who wait for a decision',
        tags,
        params: AppParams,
        querystring: Type.Object({ after: afterParameter, limit: limitParameter(UNCONFIRMED_PAGE) }),
        response: { 200: UnconfirmedUsers },
      },
    },
    async (request, reply) => {
      const { query, org, params } = request;
      const size = pageSize(org, query.limit, UNCONFIRMED_PAGE);
      const { users, next } = await org.read(async (tx) => {
        const source = await getSourceApp(tx, params.appId);
        const schema = await loadProfileSchema(tx, source.id);
        const page = await listAppUsers(tx, source.id, 'unconfirmed', query, size);
        const shown = page.people.map((row): UnconfirmedUsers['users'][number] => {
          const profile = profileOf(row);
          return {
            externalId: row.externalId,
            credentials: { username: userNameOf(profile) },
            profile: inOrder(profile, schema),
          };
        });
        return { users: shown, next: page.next };
      });
      return sendPage(request, reply, { users }, next === null ? null : { after: next, limit: size });
    },
  );
}

function addGroups(app: HttpApp): void {
  app.get(
    '/api/v1/apps/:appId/groups',
    {
      config,
      schema: {
        operationId: 'listApplicationGroupAssignments',
        summary: 'List the groups assigned to an app: none',
        description: 'Groups are not assigned to identity sources; those that a source brings are in /api/v1/groups.',
        tags: ['ApplicationGroups'],
        params: AppParams,
        querystring: Type.Object({
          q: Type.Optional(Type.String()),
          after: afterParameter,
          limit: limitParameter(GROUP_PAGE),
        }),
        response: { 200: Type.Array(Type.Object({ id: Type.String() })) },
      },
    },
    async (request, reply) => {
      const { org, params, query } = request;
      pageSize(org, query.limit, GROUP_PAGE);
      await org.read((tx) => getApp(tx, params.appId));
      return sendPage(request, reply, [], null);
    },
  );
}

function requireExpand(value: string | undefined): void {
  if (value === undefined || value === 'user') return;
  throw validationFailed('expand', [`expand: "${value}" cannot be embedded; "user" can`]);
}

async function present(
  tx: Transaction,
  { org, origin }: FastifyRequest,
  source: IdentitySource,
  rows: readonly AppUserRow[],
  expanded: string | undefined,
): Promise<readonly AppUser[]> {
  const show = appUserPresenter(source, await loadProfileSchema(tx, source.id), origin);
  if (expanded === undefined) return rows.map((row) => show(row));
  const schema = await loadProfileSchema(tx, 'user');
  const showUser = userPresenter({ orgId: org.id, origin, schema });
  const ids = rows.flatMap(({ userId }) => userId ?? []);
  const users = await tx.query<UserRow>(sql`SELECT ${USER_COLUMNS} FROM users WHERE id = ANY(${ids}::text[])`);
  const byId = new Map(users.map((user) => [user.id, showUser(user)]));
  return rows.map((row) => {
    const user = row.userId === null ? undefined : byId.get(row.userId);
    return show(row, user === undefined ? undefined : { user });
  });
}
