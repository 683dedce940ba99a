import {
  FlowConnection as FlowConnectionBody,
  FlowConnectionChange,
  FlowConnectionRequest,
  FlowConnectionTest,
  notFound,
  validationFailed,
} from '@headwater/protocol';
import { tokenCache } from '@headwater/workflows';
import sql from 'sql-template-tag';
import Type, { type Static } from 'typebox';
import { actOf } from '../../http/act-of.ts';
import { NoContent } from '../../http/no-content.ts';
import { afterParameter, limitParameter, pageSize, sendPage } from '../../http/pagination.ts';
import { refuseUnstorable } from '../../http/refuse-unstorable.ts';
import type { App, Room } from '../../http/room.ts';
import { SecretError } from '../../secrets/secret-error.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { Door } from '../outgoing/door.ts';
import { ownOrgPort } from '../outgoing/own-org.ts';
import { type FlowConnection, getConnection, selectConnections } from './connection.ts';
import { createConnection, deleteConnection, updateConnection } from './manage-connections.ts';
import { openConnectionById } from './open-connection.ts';
import { testConnection } from './test-connection.ts';

const CONNECTIONS = '/api/v1/headwater/flow-connections';
const CONNECTION = `${CONNECTIONS}/:connectionId`;
const tags = ['FlowConnection'];
/** For people alone: who may point credentials somewhere may use them. */
const config = { access: 'administer' } as const;
const Params = Type.Object({ connectionId: Type.String() });
const PAGE = { usual: 50, largest: 200 };

/** What the room needs. */
export interface ConnectionsOptions {
  readonly secrets: Secrets;
  /** To the outside, as flows have it. */
  readonly door: Pick<Door, 'send' | 'sendToItself'>;
}

/** Connections of flows to other systems (workflows-functions 10). */
export function connectionsRoom(options: ConnectionsOptions): Room {
  return (app) => {
    app.addHook('preHandler', refuseUnstorable);
    addReading(app);
    addChanges(app, options);
    addTest(app, options);
  };
}

function addReading(app: App): void {
  app.get(
    CONNECTIONS,
    {
      config,
      schema: {
        operationId: 'listFlowConnections',
        summary: 'List connections of flows, by name',
        tags,
        querystring: Type.Object({
          connector: Type.Optional(Type.String()),
          limit: limitParameter(PAGE),
          after: afterParameter,
        }),
        response: { 200: Type.Array(FlowConnectionBody) },
      },
    },
    async (request, reply) => {
      const { query, org } = request;
      const size = pageSize(org, query.limit, PAGE);
      const isOf = query.connector === undefined ? sql`true` : sql`connector = ${query.connector}`;
      const isAfter = query.after === undefined ? sql`true` : sql`name > ${query.after}`;
      const found = await org.read((tx) => selectConnections(tx, sql`${isOf} AND ${isAfter}`, size + 1));
      const page = found.slice(0, size);
      const last = found.length > size ? page.at(-1) : undefined;
      return sendPage(request, reply, page.map(present), last === undefined ? null : { after: last.name });
    },
  );
  app.get(
    CONNECTION,
    {
      config,
      schema: {
        operationId: 'getFlowConnection',
        summary: 'Retrieve a connection of flows',
        tags,
        params: Params,
        response: { 200: FlowConnectionBody },
      },
    },
    async ({ org, params }) => present(await org.read((tx) => getConnection(tx, params.connectionId))),
  );
}

function addChanges(app: App, { secrets }: ConnectionsOptions): void {
  app.post(
    CONNECTIONS,
    {
      config,
      schema: {
        operationId: 'createFlowConnection',
        summary: 'Create a connection of flows',
        tags,
        body: FlowConnectionRequest,
        response: { 201: FlowConnectionBody },
      },
    },
    async (request, reply) => {
      const { org, body, origin } = request;
      const parts = { secrets, origin, act: actOf(request) };
      const made = await org.transaction((tx) => createConnection(tx, org, body, parts));
      return reply.code(201).send(present(made));
    },
  );
  app.patch(
    CONNECTION,
    {
      config,
      schema: {
        operationId: 'updateFlowConnection',
        summary: 'Change a connection of flows',
        description:
          'Settings are merged, null removes one. Settings by which the credentials would go elsewhere need the secret again.',
        tags,
        params: Params,
        body: FlowConnectionChange,
        response: { 200: FlowConnectionBody },
      },
    },
    async (request) => {
      const { org, params, body, origin } = request;
      const parts = { secrets, origin, act: actOf(request) };
      return present(await org.transaction((tx) => updateConnection(tx, org, params.connectionId, body, parts)));
    },
  );
  app.delete(
    CONNECTION,
    {
      config,
      schema: {
        operationId: 'deleteFlowConnection',
        summary: 'Delete a connection of flows that no pack is bound to',
        tags,
        params: Params,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { org, params } = request;
      await org.transaction((tx) => deleteConnection(tx, org, params.connectionId, actOf(request)));
      return reply.code(204).send();
    },
  );
}

function addTest(app: App, { secrets, door }: ConnectionsOptions): void {
  app.post(
    `${CONNECTION}/test`,
    {
      config,
      schema: {
        operationId: 'testFlowConnection',
        summary: 'Call the other system with the credentials of a connection',
        tags,
        params: Params,
        response: { 200: FlowConnectionTest },
      },
    },
    async ({ org, params }) => {
      const opened = await openConnectionById(org, secrets, params.connectionId).catch((error: unknown) => {
        if (error instanceof SecretError) throw validationFailed('secret', [`secret: ${error.message}`]);
        throw error;
      });
      if (opened === null) throw notFound(params.connectionId, 'FlowConnection');
      const http = opened.selfUrl === null ? door : ownOrgPort(door, opened.selfUrl);
      return testConnection(opened.connection, { http, tokens: tokenCache(org.clock) });
    },
  );
}

function present({ created, lastUpdated, ...connection }: FlowConnection): Static<typeof FlowConnectionBody> {
  return { ...connection, created: created.toISOString(), lastUpdated: lastUpdated.toISOString() };
}
