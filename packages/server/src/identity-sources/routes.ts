import { BulkDeleteRequest, BulkUpsertRequest, type Limits, Session } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Act } from '../access/manage-tokens.ts';
import type { App, Room } from '../http/room.ts';
import { loadDeletes, loadUpserts } from './bulk-loads/load-users.ts';
import { cancelSession } from './sessions/cancel-session.ts';
import { createSession } from './sessions/create-session.ts';
import type { SessionPath } from './sessions/on-session.ts';
import { getSession, listSessions } from './sessions/read-sessions.ts';
import { type EnqueueImport, startImport } from './sessions/start-import.ts';

const SESSIONS = '/api/v1/identity-sources/:identitySourceId/sessions';
const SESSION = `${SESSIONS}/:sessionId`;

const SourceParams = Type.Object({ identitySourceId: Type.String() });
const SessionParams = Type.Object({ identitySourceId: Type.String(), sessionId: Type.String() });

const tags = ['IdentitySource'];
const Accepted = Type.Null({ description: 'Accepted' });

export interface IdentitySourcesOptions {
  /** Queues the import of a triggered session. */
  readonly enqueue: EnqueueImport;
}

/** The Identity Sources API: sessions, loads of people, start (identity-sources-api 2.2-2.7, 2.12). */
export function identitySourcesRoom({ enqueue }: IdentitySourcesOptions): Room {
  return (app) => {
    addSessions(app);
    addBulkLoads(app);
    addStart(app, enqueue);
  };
}

function addSessions(app: App): void {
  const config = { bucket: SESSIONS };
  app.post(
    SESSIONS,
    {
      config,
      schema: {
        operationId: 'createIdentitySourceSession',
        summary: 'Create an identity source session',
        tags,
        params: SourceParams,
        response: { 201: Session },
      },
    },
    async (request, reply) => {
      const session = await createSession(request.org, request.params.identitySourceId, actOf(request));
      return reply.code(201).send(session);
    },
  );
  app.get(
    SESSIONS,
    {
      config,
      schema: {
        operationId: 'listIdentitySourceSessions',
        summary: 'List the active identity source sessions',
        tags,
        params: SourceParams,
        response: { 200: Type.Array(Session) },
      },
    },
    async (request) => listSessions(request.org, request.params.identitySourceId),
  );
  app.get(
    SESSION,
    {
      config,
      schema: {
        operationId: 'getIdentitySourceSession',
        summary: 'Retrieve an identity source session',
        tags,
        params: SessionParams,
        response: { 200: Session },
      },
    },
    async (request) => getSession(request.org, pathOf(request.params)),
  );
  app.delete(
    SESSION,
    {
      config,
      schema: {
        operationId: 'deleteIdentitySourceSession',
        summary: 'Cancel an identity source session',
        tags,
        params: SessionParams,
        response: { 204: Type.Null({ description: 'No Content' }) },
      },
    },
    async (request, reply) => {
      await cancelSession(request.org, pathOf(request.params), actOf(request));
      return reply.code(204).send();
    },
  );
}

function addBulkLoads(app: App): void {
  const maxBodyBytes = (limits: Limits) => limits.bulkMaxBytes;
  app.post(
    `${SESSION}/bulk-upsert`,
    {
      config: { bucket: `${SESSION}/bulk-upsert`, maxBodyBytes },
      // Checked and staged in one pass, whose causes name every item at fault.
      validatorCompiler: anything,
      schema: {
        operationId: 'uploadIdentitySourceDataForUpsert',
        summary: 'Upload people to create or update',
        tags,
        params: SessionParams,
        body: BulkUpsertRequest,
        response: { 202: Accepted },
      },
    },
    async (request, reply) => {
      await loadUpserts(request.org, pathOf(request.params), request.body, actOf(request));
      return reply.code(202).send();
    },
  );
  app.post(
    `${SESSION}/bulk-delete`,
    {
      config: { bucket: `${SESSION}/bulk-delete`, maxBodyBytes },
      validatorCompiler: anything,
      schema: {
        operationId: 'uploadIdentitySourceDataForDelete',
        summary: 'Upload people to delete',
        tags,
        params: SessionParams,
        body: BulkDeleteRequest,
        response: { 202: Accepted },
      },
    },
    async (request, reply) => {
      await loadDeletes(request.org, pathOf(request.params), request.body, actOf(request));
      return reply.code(202).send();
    },
  );
}

function addStart(app: App, enqueue: EnqueueImport): void {
  app.post(
    `${SESSION}/start-import`,
    {
      config: { bucket: `${SESSION}/start-import` },
      schema: {
        operationId: 'startImportFromIdentitySource',
        summary: 'Start the import from the identity source',
        tags,
        params: SessionParams,
        response: { 200: Session },
      },
    },
    async (request) => startImport(request.org, pathOf(request.params), actOf(request), enqueue),
  );
}

function anything(): (value: unknown) => boolean {
  return () => true;
}

function pathOf(params: { readonly identitySourceId: string; readonly sessionId: string }): SessionPath {
  return { sourceId: params.identitySourceId, sessionId: params.sessionId };
}

function actOf(request: Pick<FastifyRequest, 'caller' | 'client'>): Act {
  return { actor: request.caller.actor, client: request.client };
}
