import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ApiError, type Choices, type OktaErrorBody } from '@headwater/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newErrorId } from './error-id.ts';
import type { KnownPaths } from './known-paths.ts';
import type { Log } from './log.ts';
import { pathOf } from './request-url.ts';
import { removeCacheHeaders } from './response-headers.ts';
import { toApiError } from './to-api-error.ts';

interface ErrorOptions {
  readonly log: Log;
  /** Of the org that the request means; the defaults where that is not known yet. */
  readonly choices: Choices;
}

/** Answers a failure with Okta's error object; those of the server are logged once, with their cause, under the id in the answer. */
export function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ErrorOptions,
): FastifyReply {
  return reply.send(prepareError(error, request, reply, options));
}

/** The same for a request that reached no hook: as bytes, to which Fastify adds no charset. */
export function sendUnhookedError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ErrorOptions,
): FastifyReply {
  return reply.send(Buffer.from(JSON.stringify(prepareError(error, request, reply, options))));
}

function prepareError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { log, choices }: ErrorOptions,
): OktaErrorBody {
  const failure = toApiError(error, choices);
  const errorId = newErrorId();
  if (failure.status >= 500) {
    log.error(`${request.method} ${pathOf(request.url)} failed`, {
      errorId,
      requestId: request.id,
      error: failure.cause,
    });
  }
  if (failure.status === 429) removeCacheHeaders(reply);
  reply.code(failure.status).headers(failure.headers).header('content-type', 'application/json');
  return toBody(failure, errorId, choices);
}

/** Which field is wrong is for the org to say or not (identity-sources-api, question 1): its switch `validationCauses`. */
function toBody(failure: ApiError, errorId: string, { validationCauses }: Choices): OktaErrorBody {
  const body = failure.toBody(errorId);
  return failure.code === 'validationFailed' && validationCauses === 'none' ? { ...body, errorCauses: [] } : body;
}

/**
 * A known path with another method, or with a slash too many, is 405; `OPTIONS` tells the methods; everything else is 404
 * (identity-sources-api 4.2 #22 and #23, 7).
 */
export function answerUnknown(request: FastifyRequest, reply: FastifyReply, paths: KnownPaths): FastifyReply {
  const path = pathOf(request.url);
  const methods = paths.methodsOf(path);
  const known = methods.length > 0 ? methods : paths.methodsOf(path.replace(/\/$/, ''));
  if (known.length === 0) throw new ApiError('pathNotFound');
  if (methods.length > 0) reply.header('allow', [...new Set([...methods, 'OPTIONS'])].sort().join(', '));
  if (request.method === 'OPTIONS' && methods.length > 0) return reply.code(204).send();
  throw new ApiError('methodNotAllowed');
}

/** What cannot be read as HTTP, or comes too slowly, is refused on the bare socket and cut off. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = REFUSALS.get(error.code ?? '') ?? 400;
  const body = JSON.stringify(new ApiError('badRequest', { cause: error }).toBody(newErrorId()));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

const REFUSALS: ReadonlyMap<string, number> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
  ['HPE_HEADER_OVERFLOW', 431],
]);
