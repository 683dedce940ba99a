import { notFound, ProfileSchemaChange, ProfileSchemaDocument, UserType } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Transaction } from '../../database/transaction.ts';
import { changeOf } from '../../http/change-of.ts';
import { refuseUnstorable } from '../../http/refuse-unstorable.ts';
import type { App, Room } from '../../http/room.ts';
import { getIdentitySource } from '../../identity-sources/identity-source.ts';
import { defaultUserTypeId } from '../users/user.ts';
import { changeSchema } from './change-schema.ts';
import { loadProfileSchema } from './load-profile-schema.ts';
import {
  defaultUserSchemaId,
  presentGroupSchema,
  presentSourceSchema,
  presentUserSchema,
  presentUserType,
} from './present-schema.ts';
import { readSchemaTimes, type SchemaTimes } from './schema-times.ts';

const SCHEMAS = '/api/v1/meta/schemas';
const USER_SCHEMA = `${SCHEMAS}/user/:schemaId`;
// Named like the source, so that a token that is bound to it may ask what it can upload.
const APP_SCHEMA = `${SCHEMAS}/apps/:identitySourceId/default`;
const TYPES = '/api/v1/meta/types/user';

const tags = ['Schema'];
const config = { scope: 'schemas' } as const;
const UserSchemaParams = Type.Object({ schemaId: Type.String({ description: '`default`, or its osc… id' }) });
const AppSchemaParams = Type.Object({ identitySourceId: Type.String() });

/** Schemas of users, of the people of identity sources and of groups, and the type of users (identity-sources-api 7.5). */
export const schemasRoom: Room = (app) => {
  app.addHook('preHandler', refuseUnstorable);
  addUserSchema(app);
  addAppSchema(app);
  addGroupSchema(app);
  addUserTypes(app);
};

function addUserSchema(app: App): void {
  app.get(
    USER_SCHEMA,
    {
      config,
      schema: {
        operationId: 'getUserSchema',
        summary: 'Retrieve the schema of users',
        tags,
        params: UserSchemaParams,
        response: { 200: ProfileSchemaDocument },
      },
    },
    async (request) => {
      requireUserSchema(request, request.params.schemaId);
      return request.org.read((tx) => userSchema(tx, request));
    },
  );
  app.post(
    USER_SCHEMA,
    {
      config: { ...config, access: 'administer' },
      schema: {
        operationId: 'updateUserProfile',
        summary: 'Change the schema of users',
        description: 'A merge: what is not sent stays, an attribute that is null is removed. All of it or nothing.',
        tags,
        params: UserSchemaParams,
        body: ProfileSchemaChange,
        response: { 200: ProfileSchemaDocument },
      },
    },
    async (request) => {
      requireUserSchema(request, request.params.schemaId);
      return request.org.transaction(async (tx) => {
        await changeSchema(tx, changeOf(request), 'user', request.body);
        return userSchema(tx, request);
      });
    },
  );
}

function addAppSchema(app: App): void {
  app.get(
    APP_SCHEMA,
    {
      config,
      schema: {
        operationId: 'getApplicationUserSchema',
        summary: 'Retrieve the schema of the people of an identity source',
        tags,
        params: AppSchemaParams,
        response: { 200: ProfileSchemaDocument },
      },
    },
    async (request) => request.org.read((tx) => appSchema(tx, request.params.identitySourceId, request.origin)),
  );
  app.post(
    APP_SCHEMA,
    {
      config: { ...config, access: 'administer' },
      schema: {
        operationId: 'updateApplicationUserProfile',
        summary: 'Change the schema of the people of an identity source',
        description: 'A merge: what is not sent stays, an attribute that is null is removed. All of it or nothing.',
        tags,
        params: AppSchemaParams,
        body: ProfileSchemaChange,
        response: { 200: ProfileSchemaDocument },
      },
    },
    async (request) => {
      const { identitySourceId } = request.params;
      return request.org.transaction(async (tx) => {
        await getIdentitySource(tx, identitySourceId);
        await changeSchema(tx, changeOf(request), identitySourceId, request.body);
        return appSchema(tx, identitySourceId, request.origin);
      });
    },
  );
}

function addGroupSchema(app: App): void {
  app.get(
    `${SCHEMAS}/group/default`,
    {
      config,
      schema: {
        operationId: 'getGroupSchema',
        summary: 'Retrieve the schema of groups',
        description: 'Groups have no custom attributes; the schema is never changed.',
        tags,
        response: { 200: ProfileSchemaDocument },
      },
    },
    async ({ org, origin }) => presentGroupSchema(await org.read(userSchemaTimes), origin),
  );
}

function addUserTypes(app: App): void {
  const userTypeTags = ['UserType'];
  app.get(
    TYPES,
    {
      config,
      schema: {
        operationId: 'listUserTypes',
        summary: 'List the types of users: there is one',
        tags: userTypeTags,
        response: { 200: Type.Array(UserType) },
      },
    },
    async ({ org, origin }) => [presentUserType(await org.read(userSchemaTimes), { orgId: org.id, origin })],
  );
  app.get(
    `${TYPES}/:typeId`,
    {
      config,
      schema: {
        operationId: 'getUserType',
        summary: 'Retrieve the type of users',
        tags: userTypeTags,
        params: Type.Object({ typeId: Type.String({ description: '`default`, or its oty… id' }) }),
        response: { 200: UserType },
      },
    },
    async ({ org, origin, params: { typeId } }) => {
      if (typeId !== 'default' && typeId !== defaultUserTypeId(org.id)) throw notFound(typeId, 'UserType');
      return presentUserType(await org.read(userSchemaTimes), { orgId: org.id, origin });
    },
  );
}

function requireUserSchema({ org }: FastifyRequest, schemaId: string): void {
  if (schemaId !== 'default' && schemaId !== defaultUserSchemaId(org.id)) throw notFound(schemaId, 'CVDType');
}

async function userSchema(tx: Transaction, { org, origin }: FastifyRequest): Promise<ProfileSchemaDocument> {
  const schema = await loadProfileSchema(tx, 'user');
  return presentUserSchema(schema, await userSchemaTimes(tx), { orgId: org.id, origin });
}

async function appSchema(tx: Transaction, sourceId: string, origin: string): Promise<ProfileSchemaDocument> {
  const source = await getIdentitySource(tx, sourceId);
  const schema = await loadProfileSchema(tx, sourceId);
  return presentSourceSchema(source, schema, await readSchemaTimes(tx, sourceId), origin);
}

async function userSchemaTimes(tx: Transaction): Promise<SchemaTimes> {
  const times = await readSchemaTimes(tx, 'user');
  if (times === undefined) throw new TypeError('The migrations note when the schema of users was made');
  return times;
}
