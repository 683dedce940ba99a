import { ErrorBody, Group, GroupRequest, User } from '@headwater/protocol';
import Type from 'typebox';
import { changeOf } from '../../http/change-of.ts';
import { NoContent } from '../../http/no-content.ts';
import { afterParameter, limitParameter, type PageSizes, pageSize, sendPage } from '../../http/pagination.ts';
import type { Room } from '../../http/room.ts';
import { changeDirectory } from '../change-directory.ts';
import { loadProfileSchema } from '../profile-schemas/load-profile-schema.ts';
import { userPresenter } from '../users/user.ts';
import { presentationOf, UserPath, userOf } from '../users/user-request.ts';
import { presentGroups, readExpand } from './embed.ts';
import { getGroup } from './find-group.ts';
import { presentGroup } from './group.ts';
import { listGroups, listGroupsOfUser } from './list-groups.ts';
import { createGroup, deleteGroup, updateGroup } from './manage-groups.ts';
import { addMember, listMembers, removeMember } from './members.ts';

const text = (description: string) => Type.Optional(Type.String({ description }));
const expand = text('What is embedded: `stats`, `app`, or both with a comma between them.');

const GROUPS: PageSizes = { usual: 10_000, largest: 10_000 };
const EXPANDED_GROUPS: PageSizes = { usual: 200, largest: 200 };
const MEMBERS: PageSizes = { usual: 1_000, largest: 1_000 };
const GROUPS_OF_USER: PageSizes = { usual: 200, largest: 200 };

const GroupListQuery = Type.Object({
  q: text('Beginning of a name.'),
  filter: text('SCIM filter over id, type, times and name: `type eq "APP_GROUP"`.'),
  search: text('Like `filter`, with `co` and sorting: `profile.name co "research"`.'),
  sortBy: text('Attribute to sort by, with `search`.'),
  sortOrder: text('`asc` (default) or `desc`, with `sortBy`.'),
  after: afterParameter,
  expand,
  limit: limitParameter(GROUPS),
});

const GroupPath = Type.Object({ groupId: Type.String({ description: '00g… id of the group' }) });
const MemberPath = Type.Object({ groupId: Type.String(), userId: Type.String({ description: '00u… id of the user' }) });

const tags = ['Group'];
const config = { scope: 'groups' } as const;
/** 409: only where the org's switch `duplicateGroupName` says so. */
const written = { 200: Group, 409: ErrorBody };
const SOURCED = 'A group of an identity source cannot be changed here (403, E0000006).';

/** The Groups API (identity-sources-api 7.4). */
export const groupRoutes: Room = (app) => {
  app.get(
    '/api/v1/groups',
    {
      config,
      schema: {
        operationId: 'listGroups',
        summary: 'List groups',
        description: 'With `expand` pages have 200 groups at most.',
        tags,
        querystring: GroupListQuery,
        response: { 200: Type.Array(Group) },
      },
    },
    async (request, reply) => {
      const { query, org } = request;
      const expansions = readExpand(query.expand);
      const limit = pageSize(org, query.limit, expansions.size === 0 ? GROUPS : EXPANDED_GROUPS);
      const { groups, next } = await org.read(async (tx) => {
        const page = await listGroups(tx, query, limit);
        return { groups: await presentGroups(tx, request.origin, page.rows, expansions), next: page.next };
      });
      return sendPage(request, reply, groups, next === null ? null : { after: next });
    },
  );

  app.post(
    '/api/v1/groups',
    {
      config,
      schema: {
        operationId: 'createGroup',
        summary: 'Add a group',
        tags,
        body: GroupRequest,
        response: written,
      },
    },
    async (request) => {
      const { org, body } = request;
      const group = await changeDirectory(org, (tx) => createGroup(tx, org, changeOf(request), body.profile));
      return presentGroup(request.origin, group);
    },
  );

  app.get(
    '/api/v1/groups/:groupId',
    {
      config,
      schema: {
        operationId: 'getGroup',
        summary: 'Retrieve a group',
        tags,
        params: GroupPath,
        querystring: Type.Object({ expand }),
        response: { 200: Group },
      },
    },
    async ({ org, origin, params, query }) => {
      const expansions = readExpand(query.expand);
      return org.read(async (tx) => {
        const [group] = await presentGroups(tx, origin, [await getGroup(tx, params.groupId)], expansions);
        return group;
      });
    },
  );

  app.put(
    '/api/v1/groups/:groupId',
    {
      config,
      schema: {
        operationId: 'replaceGroup',
        summary: 'Replace a group',
        description: `A description that the body does not name is cleared. ${SOURCED}`,
        tags,
        params: GroupPath,
        body: GroupRequest,
        response: written,
      },
    },
    async (request) => {
      const { org, params, body } = request;
      const group = await changeDirectory(org, (tx) =>
        updateGroup(tx, org, changeOf(request), params.groupId, body.profile),
      );
      return presentGroup(request.origin, group);
    },
  );

  app.delete(
    '/api/v1/groups/:groupId',
    {
      config,
      schema: {
        operationId: 'deleteGroup',
        summary: 'Delete a group',
        description: SOURCED,
        tags,
        params: GroupPath,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await changeDirectory(request.org, (tx) => deleteGroup(tx, changeOf(request), request.params.groupId));
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/v1/groups/:groupId/users',
    {
      config,
      schema: {
        operationId: 'listGroupUsers',
        summary: 'List the members of a group',
        description: 'Deactivated members included.',
        tags,
        params: GroupPath,
        querystring: Type.Object({ after: afterParameter, limit: limitParameter(MEMBERS) }),
        response: { 200: Type.Array(User) },
      },
    },
    async (request, reply) => {
      const { org, params, query } = request;
      const limit = pageSize(org, query.limit, MEMBERS);
      const { users, next } = await org.read(async (tx) => {
        const page = await listMembers(tx, await getGroup(tx, params.groupId), query.after, limit);
        const presentation = presentationOf(request, await loadProfileSchema(tx, 'user'));
        return { users: page.rows.map(userPresenter(presentation)), next: page.next };
      });
      return sendPage(request, reply, users, next === null ? null : { after: next });
    },
  );

  app.put(
    '/api/v1/groups/:groupId/users/:userId',
    {
      config,
      schema: {
        operationId: 'assignUserToGroup',
        summary: 'Make a user a member of a group',
        description: SOURCED,
        tags,
        params: MemberPath,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { groupId, userId } = request.params;
      await changeDirectory(request.org, (tx) => addMember(tx, changeOf(request), groupId, userId));
      return reply.code(204).send();
    },
  );

  app.delete(
    '/api/v1/groups/:groupId/users/:userId',
    {
      config,
      schema: {
        operationId: 'unassignUserFromGroup',
        summary: 'Take a user out of a group',
        description: SOURCED,
        tags,
        params: MemberPath,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { groupId, userId } = request.params;
      await changeDirectory(request.org, (tx) => removeMember(tx, changeOf(request), groupId, userId));
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/v1/groups/:groupId/apps',
    {
      config,
      schema: {
        operationId: 'listAssignedApplicationsForGroup',
        summary: 'List the apps that are assigned to a group',
        description: 'Apps are not assigned to groups: the list is empty.',
        tags,
        params: GroupPath,
        response: { 200: Type.Array(Type.Unknown()) },
      },
    },
    async (request, reply) => {
      await request.org.read((tx) => getGroup(tx, request.params.groupId));
      return sendPage(request, reply, [], null);
    },
  );

  app.get(
    '/api/v1/users/:id/groups',
    {
      config,
      schema: {
        operationId: 'listUserGroups',
        summary: 'List the groups of a user',
        description: 'Groups of identity sources included.',
        tags,
        params: UserPath,
        querystring: Type.Object({ after: afterParameter, limit: limitParameter(GROUPS_OF_USER) }),
        response: { 200: Type.Array(Group) },
      },
    },
    async (request, reply) => {
      const { org, params, query } = request;
      const limit = pageSize(org, query.limit, GROUPS_OF_USER);
      const { rows, next } = await org.read(async (tx) => {
        const user = await userOf(tx, request, params.id);
        return listGroupsOfUser(tx, user.id, query, limit);
      });
      const groups = rows.map((row) => presentGroup(request.origin, row));
      return sendPage(request, reply, groups, next === null ? null : { after: next });
    },
  );
};
