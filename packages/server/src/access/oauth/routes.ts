import { ApiError } from '@headwater/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decodeJwt } from 'jose';
import Type from 'typebox';
import type { Log } from '../../http/log.ts';
import type { App, Room } from '../../http/room.ts';
import type { AuthorizationServer, TracedAnswer } from './authorization-server.ts';
import { presentMetadata, presentTokenAnswer } from './present-answer.ts';
import { createGrantEvents, type GrantEvents } from './record-grant.ts';
import type { OAuthAnswer } from './run-provider.ts';

const TOKEN = '/oauth2/v1/token';
const KEYS = '/oauth2/v1/keys';
const METADATA = '/.well-known/oauth-authorization-server';
const FORM = 'application/x-www-form-urlencoded';
const MAX_FORM_BYTES = 32 * 1024;
/** What of the library's headers reaches the client. */
const PASSED_HEADERS = ['dpop-nonce', 'www-authenticate'] as const;

const tags = ['OAuth'];

export interface OAuthRoomOptions {
  readonly authorizationServer: AuthorizationServer;
  readonly log: Log;
  /** A clock that never stands still, in milliseconds. Default `performance.now`. */
  readonly monotonic?: () => number;
}

const OAuthError = Type.Object(
  { error: Type.String(), error_description: Type.Optional(Type.String()) },
  { $id: 'OAuthError' },
);

const AccessTokenAnswer = Type.Object(
  {
    token_type: Type.Enum(['Bearer', 'DPoP']),
    expires_in: Type.Integer(),
    access_token: Type.String(),
    scope: Type.String(),
  },
  { $id: 'OAuthAccessToken' },
);

/** OAuth 2.0 for service apps (identity-sources-api 7.8): the token endpoint, its public keys, and what it says of itself. */
export function oauthRoom({ authorizationServer, log, monotonic }: OAuthRoomOptions): Room {
  const events = createGrantEvents(monotonic ?? (() => performance.now()));
  return (app) => {
    app.addContentTypeParser(
      FORM,
      { parseAs: 'buffer', bodyLimit: MAX_FORM_BYTES },
      async (_request: unknown, body: unknown) => body,
    );
    app.setErrorHandler((error, request, reply) => sendFailure(error, request, reply, log));
    addToken(app, authorizationServer, events);
    addDocuments(app, authorizationServer);
  };
}

function addToken(app: App, authorizationServer: AuthorizationServer, events: GrantEvents): void {
  app.post(
    TOKEN,
    {
      config: { access: 'public', bucket: TOKEN },
      schema: {
        operationId: 'requestAccessToken',
        summary: 'Request an access token',
        description:
          'A form with `grant_type=client_credentials`, `scope`, `client_assertion_type` and `client_assertion`.',
        tags,
        response: { 200: AccessTokenAnswer, 400: OAuthError, 401: OAuthError, 413: OAuthError, 500: OAuthError },
      },
    },
    async (request, reply) => {
      const { headers, body, org, origin } = request;
      const proof = [headers.dpop].flat().join(', ') || undefined;
      const answer = await authorizationServer.answer(org, {
        method: 'POST',
        path: TOKEN,
        origin,
        contentType: headers['content-type'],
        authorization: headers.authorization,
        proof,
        body: Buffer.isBuffer(body) ? body : undefined,
      });
      await events.record(request, answer, clientOf(answer));
      return send(reply, presentTokenAnswer(answer, proof !== undefined));
    },
  );
}

function addDocuments(app: App, authorizationServer: AuthorizationServer): void {
  app.get(
    KEYS,
    {
      config: { access: 'public', bucket: KEYS },
      schema: {
        operationId: 'listSigningKeys',
        summary: 'List the public keys that access tokens are signed with',
        tags,
        response: { 200: Type.Object({ keys: Type.Array(Type.Unknown()) }) },
      },
    },
    async ({ org, origin }, reply) =>
      send(reply, await authorizationServer.answer(org, { method: 'GET', path: KEYS, origin })),
  );
  app.get(
    METADATA,
    {
      config: { access: 'public', bucket: METADATA },
      schema: {
        operationId: 'getAuthorizationServerMetadata',
        summary: 'Retrieve what the authorization server offers',
        tags,
        response: { 200: Type.Record(Type.String(), Type.Unknown()) },
      },
    },
    async ({ org, origin }, reply) =>
      send(reply, presentMetadata(await authorizationServer.answer(org, { method: 'GET', path: METADATA, origin }))),
  );
}

function send(reply: FastifyReply, answer: OAuthAnswer): FastifyReply {
  for (const name of PASSED_HEADERS) {
    const value = answer.headers[name];
    if (value !== undefined) reply.header(name, value);
  }
  return reply.code(answer.status).header('content-type', 'application/json').send(answer.json);
}

/** The client that a token was issued to. */
function clientOf({ json }: TracedAnswer): string | undefined {
  if (typeof json !== 'object' || json === null || !('access_token' in json)) return undefined;
  return String(decodeJwt(String(json.access_token)).cid);
}

/** Failures come in OAuth's form; only what every request may meet, such as a rate limit, in the API's. */
function sendFailure(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  if (error instanceof ApiError) throw error;
  const status = statusOf(error);
  if (status >= 500)
    log.error(`${request.method} ${request.routeOptions.url} failed`, { requestId: request.id, error });
  return reply
    .code(status)
    .header('content-type', 'application/json')
    .send(
      status >= 500
        ? { error: 'server_error', error_description: 'The authorization server failed; its log says why.' }
        : { error: 'invalid_request', error_description: `The form must not be longer than ${MAX_FORM_BYTES} bytes.` },
    );
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  return status === 413 ? 413 : 500;
}
