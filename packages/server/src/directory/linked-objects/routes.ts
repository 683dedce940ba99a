import { ErrorBody, LinkedObject, LinkedObjectRequest, LinkedUser } from '@headwater/protocol';
import Type from 'typebox';
import { changeOf } from '../../http/change-of.ts';
import { NoContent } from '../../http/no-content.ts';
import { refuseUnstorable } from '../../http/refuse-unstorable.ts';
import type { App, Room } from '../../http/room.ts';
import { userOf } from '../users/user-request.ts';
import { getRelation, listRelations, presentRelation } from './linked-object.ts';
import { createRelation, deleteRelation } from './manage-relations.ts';
import { linkedUserIds, removePrimary, setPrimary } from './user-links.ts';

const DEFINITIONS = '/api/v1/meta/schemas/user/linkedObjects';
const DEFINITION = `${DEFINITIONS}/:linkedObjectName`;
const LINKS = '/api/v1/users/:userId/linkedObjects/:relationshipName';

const tags = ['LinkedObject'];
const config = { scope: 'linkedObjects' } as const;
const DefinitionParams = Type.Object({
  linkedObjectName: Type.String({ description: 'Name of the primary or of the associated end' }),
});
const LinkParams = Type.Object({ userId: Type.String(), relationshipName: Type.String() });

/** Relations between users, and who is at their ends: `user.getLinkedObject("manager")` reads them (import-semantics 6). */
export const linkedObjectsRoom: Room = (app) => {
  app.addHook('preHandler', refuseUnstorable);
  addDefinitions(app);
  addLinks(app);
};

function addDefinitions(app: App): void {
  app.get(
    DEFINITIONS,
    {
      config,
      schema: {
        operationId: 'listLinkedObjectDefinitions',
        summary: 'List linked object definitions',
        tags,
        response: { 200: Type.Array(LinkedObject) },
      },
    },
    async ({ org, origin }) =>
      (await org.read((tx) => listRelations(tx))).map((relation) => presentRelation(relation, origin)),
  );
  app.post(
    DEFINITIONS,
    {
      config: { ...config, access: 'administer' },
      schema: {
        operationId: 'createLinkedObjectDefinition',
        summary: 'Create a linked object definition',
        tags,
        body: LinkedObjectRequest,
        response: { 201: LinkedObject, 409: ErrorBody },
      },
    },
    async (request, reply) => {
      const { org, body, origin } = request;
      const relation = await org.transaction((tx) => createRelation(tx, changeOf(request), body));
      return reply.code(201).send(presentRelation(relation, origin));
    },
  );
  app.get(
    DEFINITION,
    {
      config,
      schema: {
        operationId: 'getLinkedObjectDefinition',
        summary: 'Retrieve a linked object definition',
        tags,
        params: DefinitionParams,
        response: { 200: LinkedObject },
      },
    },
    async ({ org, params, origin }) =>
      presentRelation(await org.read((tx) => getRelation(tx, params.linkedObjectName)), origin),
  );
  app.delete(
    DEFINITION,
    {
      config: { ...config, access: 'administer' },
      schema: {
        operationId: 'deleteLinkedObjectDefinition',
        summary: 'Delete a linked object definition with its links',
        tags,
        params: DefinitionParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, params } = request;
      await org.transaction((tx) => deleteRelation(tx, changeOf(request), params.linkedObjectName));
      return reply.code(204).send();
    },
  );
}

function addLinks(app: App): void {
  app.get(
    LINKS,
    {
      config,
      schema: {
        operationId: 'listLinkedObjectsForUser',
        summary: 'List the users at the other end of a relation',
        description:
          'With the primary name the one primary of the user; with the associated name all who are associated.',
        tags,
        params: LinkParams,
        response: { 200: Type.Array(LinkedUser) },
      },
    },
    async (request) => {
      const { org, params, origin } = request;
      const ids = await org.read(async (tx) => {
        const user = await userOf(tx, request, params.userId);
        return linkedUserIds(tx, user.id, params.relationshipName);
      });
      return ids.map((id) => ({ _links: { self: { href: `${origin}/api/v1/users/${id}` } } }));
    },
  );
  app.put(
    `${LINKS}/:primaryUserId`,
    {
      config,
      schema: {
        operationId: 'assignLinkedObjectValueForPrimary',
        summary: 'Make a user the primary of another',
        description: 'In the place of whoever was it. The relation is named by its primary end.',
        tags,
        params: Type.Object({ ...LinkParams.properties, primaryUserId: Type.String() }),
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, params } = request;
      await org.transaction(async (tx) => {
        const associated = await userOf(tx, request, params.userId);
        const primary = await userOf(tx, request, params.primaryUserId);
        await setPrimary(tx, changeOf(request), associated, params.relationshipName, primary);
      });
      return reply.code(204).send();
    },
  );
  app.delete(
    LINKS,
    {
      config,
      schema: {
        operationId: 'deleteLinkedObjectForUser',
        summary: 'Take the primary of a user away',
        description: 'The relation is named by its primary end; where there is no link nothing happens.',
        tags,
        params: LinkParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, params } = request;
      await org.transaction(async (tx) => {
        const associated = await userOf(tx, request, params.userId);
        await removePrimary(tx, changeOf(request), associated, params.relationshipName);
      });
      return reply.code(204).send();
    },
  );
}
