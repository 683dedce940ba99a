import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { ApiError, type Clock, notFound } from '@headwater/protocol';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import type { Authenticator, Call } from '../access/authenticator.ts';
import type { OrgResolver } from '../orgs/org-registry.ts';
import { accessOf } from './access-of.ts';
import { newErrorId } from './error-id.ts';
import { createKnownPaths, type KnownPaths } from './known-paths.ts';
import type { Log } from './log.ts';
import { addOpenApi } from './openapi.ts';
import { createRateLimits, type RateLimit } from './rate-limits.ts';
import { readBody } from './request-body.ts';
import { decorateRequests, type RequestContext } from './request-context.ts';
import { collapseSlashes, hostOf, pathOf } from './request-url.ts';
import { plainJsonType, removeCacheHeaders, setCommonHeaders } from './response-headers.ts';
import type { App, Room } from './room.ts';
import { toApiError } from './to-api-error.ts';
import { compileValidator } from './validation.ts';

/** How long a client may take, in milliseconds. */
export interface HttpTimeouts {
  /** From the first byte of a request to the end of its headers. */
  readonly headers: number;
  /** From the first byte of a request to the end of its body. */
  readonly request: number;
  /** Between two requests on one connection. */
  readonly keepAlive: number;
}

export interface HttpServerOptions {
  readonly orgs: OrgResolver;
  readonly authenticate: Authenticator;
  /** The process's time, for rate limits. */
  readonly clock: Clock;
  readonly rooms: readonly Room[];
  readonly log: Log;
  /** Version of the product, for `/openapi.json`. */
  readonly version: string;
  /** Whether `X-Forwarded-*` headers are believed: true, or the addresses of the proxies. Default false. */
  readonly trustProxy?: boolean | string | readonly string[];
  readonly timeouts?: Partial<HttpTimeouts>;
}

const DEFAULT_TIMEOUTS: HttpTimeouts = { headers: 15_000, request: 60_000, keepAlive: 72_000 };
const MAX_HEADER_BYTES = 16 * 1024;

/**
 * The HTTP server around the rooms: Okta's error bodies and headers, orgs by host name, authentication, rate limits, bounded
 * bodies, 404 and 405, and `/openapi.json`. Start it with `listen`, end it with `close`.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<App> {
  const app = newFastify(options);
  const paths = createKnownPaths();
  const context = decorateRequests(app);
  app.setValidatorCompiler(compileValidator);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, stream: Readable) => readBody(request, stream));
  app.addHook('onRoute', ({ method, url }) => paths.add(method, url));
  app.addHook('onRequest', async (request, reply) => setCommonHeaders(request, reply));
  addAdmission(app, context, options);
  app.addHook('preValidation', async (request) => {
    if (request.body instanceof ApiError) throw request.body;
    if (request.routeOptions.schema?.body !== undefined && request.body === undefined) {
      throw new ApiError('malformedBody');
    }
  });
  app.addHook('onSend', async (_request, reply) => plainJsonType(reply));
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, options.log));
  app.setNotFoundHandler((request, reply) => answerUnknown(request, reply, paths));
  await addOpenApi(app, options.version);
  for (const room of options.rooms) app.register(async (scope) => room(scope));
  await app.ready();
  return app;
}

function newFastify(options: HttpServerOptions): App {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  return Fastify({
    logger: false,
    genReqId: () => randomUUID().replaceAll('-', ''),
    rewriteUrl: (request) => collapseSlashes(request.url ?? '/'),
    routerOptions: { maxParamLength: 8 * 1024 },
    trustProxy: typeof options.trustProxy === 'object' ? [...options.trustProxy] : (options.trustProxy ?? false),
    bodyLimit: Number.MAX_SAFE_INTEGER,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.keepAlive,
    return503OnClosing: false,
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: timeouts.headers,
      connectionsCheckingInterval: Math.min(5_000, timeouts.headers, timeouts.request),
    },
    frameworkErrors: (error, request, reply) => {
      setCommonHeaders(request, reply);
      sendError(error, request, reply, options.log);
    },
    clientErrorHandler: (error, socket) => refuseConnection(error, socket),
  });
}

/** Before any body is read: which org, who calls, may they, and is there room in the bucket. */
function addAdmission(app: App, context: RequestContext, options: HttpServerOptions): void {
  const limits = createRateLimits(options.clock);
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'OPTIONS') return;
    // The router takes a trailing slash for an empty parameter.
    if (Object.values(request.params as object).includes('')) throw new ApiError('methodNotAllowed');
    const host = hostOf(request.host);
    const org = options.orgs.resolve(host);
    if (org === undefined) {
      if (request.is404 || accessOf(request) === 'public') return;
      throw notFound(host ?? '', 'Organization');
    }
    context.org(request, org);
    const bucket = bucketOf(request);
    setRateHeaders(reply, limits.peek(org, bucket));
    if (!request.is404 && accessOf(request) !== 'public') {
      context.caller(request, await options.authenticate(org, toCall(request)));
    }
    const limit = limits.take(org, bucket);
    setRateHeaders(reply, limit);
    if (limit.exceeded) throw new ApiError('rateLimited');
  });
}

function toCall(request: FastifyRequest): Call {
  const { identitySourceId } = request.params as Readonly<Record<string, string | undefined>>;
  return {
    authorization: request.headers.authorization,
    client: request.client,
    sourceId: identitySourceId,
    unboundOnly: accessOf(request) === 'administer',
  };
}

function bucketOf(request: FastifyRequest): string {
  const { config, url } = request.routeOptions;
  return config.bucket ?? (url === undefined ? 'unknown' : url.split('/').slice(0, 4).join('/'));
}

function setRateHeaders(reply: FastifyReply, limit: RateLimit): void {
  reply.headers({
    'x-rate-limit-limit': limit.limit,
    'x-rate-limit-remaining': limit.remaining,
    'x-rate-limit-reset': limit.reset,
  });
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const failure = toApiError(error);
  const errorId = newErrorId();
  if (failure.status >= 500) {
    log.error(`${request.method} ${pathOf(request.url)} failed`, {
      errorId,
      requestId: request.id,
      error: failure.cause,
    });
  }
  if (failure.status === 429) removeCacheHeaders(reply);
  return reply
    .code(failure.status)
    .headers(failure.headers)
    .header('content-type', 'application/json')
    .send(failure.toBody(errorId));
}

/**
 * A known path with another method, or with a slash too many, is 405; `OPTIONS` tells the methods; everything else is 404
 * (identity-sources-api 4.2 #22 and #23, 7).
 */
function answerUnknown(request: FastifyRequest, reply: FastifyReply, paths: KnownPaths): FastifyReply {
  const path = pathOf(request.url);
  const methods = paths.methodsOf(path);
  const known = methods.length > 0 ? methods : paths.methodsOf(path.replace(/\/$/, ''));
  if (known.length === 0) throw new ApiError('pathNotFound');
  if (methods.length > 0) reply.header('allow', [...new Set([...methods, 'OPTIONS'])].sort().join(', '));
  if (request.method === 'OPTIONS' && methods.length > 0) return reply.code(204).send();
  throw new ApiError('methodNotAllowed');
}

/** What cannot be read as HTTP, or comes too slowly, is refused on the bare socket and cut off. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
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
