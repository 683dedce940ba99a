import { Session } from '@headwater/protocol';
import Type from 'typebox';
import { actOf } from '../http/act-of.ts';
import { checkedByHandler } from '../http/checked-by-handler.ts';
import { NoContent } from '../http/no-content.ts';
import type { App, Room } from '../http/room.ts';
import { BULK_KINDS, type BulkKind } from './bulk-loads/bulk-kinds.ts';
import { loadSession } from './bulk-loads/load-session.ts';
import { maxBulkBytes } from './bulk-loads/max-bytes.ts';
import { cancelSession } from './sessions/cancel-session.ts';
import { createSession } from './sessions/create-session.ts';
import { noteRequest } from './sessions/expire-sessions.ts';
import type { SessionPath } from './sessions/on-session.ts';
import { getSession, listSessions } from './sessions/read-sessions.ts';
import { type EnqueueImport, startImport } from './sessions/start-import.ts';

const SESSIONS = '/api/v1/identity-sources/:identitySourceId/sessions';
const SESSION = `${SESSIONS}/:sessionId`;

const SourceParams = Type.Object({ identitySourceId: Type.String() });
const SessionParams = Type.Object({ identitySourceId: Type.String(), sessionId: Type.String() });

const tags = ['IdentitySource'];
const scope = 'identitySources';

export interface IdentitySourcesOptions {
  /** Queues the import of a triggered session. */
  readonly enqueue: EnqueueImport;
}

/** The Identity Sources API: sessions, loads of every class, start (identity-sources-api 2.2-2.12). */
export function identitySourcesRoom({ enqueue }: IdentitySourcesOptions): Room {
  return (app) => {
    app.addHook('onRequest', async (request) => {
      const { identitySourceId, sessionId } = request.params as Readonly<Record<string, string | undefined>>;
      if (identitySourceId === undefined || sessionId === undefined) return;
      await noteRequest(request.org, { sourceId: identitySourceId, sessionId });
    });
    addSessions(app);
    for (const kind of BULK_KINDS) addBulkLoad(app, kind);
    addStart(app, enqueue);
  };
}

function addSessions(app: App): void {
  const config = { bucket: SESSIONS, scope } as const;
  app.post(
    SESSIONS,
    {
      config,
      schema: {
        operationId: 'createIdentitySourceSession',
        summary: 'Create an identity source session',
        tags,
        params: SourceParams,
        // 200 only where the org's switch `createSessionStatus` says so.
        response: { 201: Session, 200: Session },
      },
    },
    async (request, reply) => {
      const session = await createSession(request.org, request.params.identitySourceId, actOf(request));
      return reply.code(request.choices.createSessionStatus === '200' ? 200 : 201).send(session);
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
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await cancelSession(request.org, pathOf(request.params), actOf(request));
      return reply.code(204).send();
    },
  );
}

function addBulkLoad(app: App, kind: BulkKind): void {
  const url = `${SESSION}/${kind.path}`;
  app.post(
    url,
    {
      config: { bucket: url, scope, maxBodyBytes: maxBulkBytes, streamed: true },
      // Checked and staged in one pass, whose causes name every item at fault.
      validatorCompiler: checkedByHandler,
      schema: {
        operationId: kind.operationId,
        summary: kind.summary,
        tags,
        params: SessionParams,
        body: kind.body,
        response: { 202: Type.Null({ description: 'Accepted' }) },
      },
    },
    async (request, reply) => {
      await loadSession(request.org, pathOf(request.params), kind, request.body, actOf(request));
      return reply.code(202).send();
    },
  );
}

function addStart(app: App, enqueue: EnqueueImport): void {
  const url = `${SESSION}/start-import`;
  app.post(
    url,
    {
      config: { bucket: url, scope },
      schema: {
        operationId: 'startImportFromIdentitySource',
        summary: 'Start the import from the identity source',
        tags,
        params: SessionParams,
        // The array only where the org's switch `startImportBody` says so.
        response: { 200: Type.Union([Session, Type.Array(Session)]) },
      },
    },
    async (request) => {
      const session = await startImport(request.org, pathOf(request.params), actOf(request), enqueue);
      return request.choices.startImportBody === 'array' ? [session] : session;
    },
  );
}

function pathOf(params: { readonly identitySourceId: string; readonly sessionId: string }): SessionPath {
  return { sourceId: params.identitySourceId, sessionId: params.sessionId };
}
