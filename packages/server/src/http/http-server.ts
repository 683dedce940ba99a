import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ApiError, DEFAULT_CHOICES } from '@headwater/protocol';
import Fastify, { type FastifyRequest } from 'fastify';
import { type AdmissionOptions, addAdmission, admitUnreadable } from './admission.ts';
import { answerUnknown, refuseConnection, sendError, sendUnhookedError } from './answer-errors.ts';
import { createKnownPaths } from './known-paths.ts';
import type { Log } from './log.ts';
import { addOpenApi } from './openapi.ts';
import { bucketOfRoute, NO_ROUTE } from './rate-limits.ts';
import { readBody, requireLength } from './request-body.ts';
import { decorateRequests, type RequestContext } from './request-context.ts';
import { collapseSlashes } from './request-url.ts';
import { requireAcceptable } from './require-acceptable.ts';
import { plainJsonType, setCommonHeaders } from './response-headers.ts';
import type { App, Room } from './room.ts';
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

export interface HttpServerOptions extends AdmissionOptions {
  readonly rooms: readonly Room[];
  readonly log: Log;
  /** Version of the product, for `/openapi.json`. */
  readonly version: string;
  /** Adds hooks of its own around all requests, after admission and last of all before an answer is sent. */
  readonly watch?: (app: App, context: RequestContext) => void;
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
  const context = decorateRequests(app, options.addresses);
  app.setValidatorCompiler(compileValidator);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request: FastifyRequest, stream: Readable) => readBody(request, stream));
  const buckets = new Set<string>([NO_ROUTE]);
  app.decorate('rateLimitBuckets', buckets);
  app.addHook('onRoute', ({ method, url, config }) => {
    paths.add(method, url);
    buckets.add(bucketOfRoute(config, url));
  });
  app.addHook('onRequest', async (request, reply) => setCommonHeaders(request, reply));
  addAdmission(app, context, options);
  app.addHook('preValidation', async (request) => {
    requireAcceptable(request);
    requireLength(request);
    if (request.body instanceof ApiError) throw request.body;
    if (request.routeOptions.schema?.body !== undefined && request.body === undefined) {
      throw new ApiError('malformedBody');
    }
  });
  app.addHook('onSend', async (_request, reply) => plainJsonType(reply));
  options.watch?.(app, context);
  app.setErrorHandler((error, request, reply) => {
    const { log } = options;
    return sendError(error, request, reply, { log, choices: request.choices });
  });
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
    rewriteUrl: (request) => {
      const url = collapseSlashes(request.url ?? '/');
      return options.addresses?.rewrite(request, url) ?? url;
    },
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
      const send = (failure: unknown) =>
        sendUnhookedError(failure, request, reply, { log: options.log, choices: DEFAULT_CHOICES });
      admitUnreadable(request, reply, options).then(() => send(error), send);
    },
    clientErrorHandler: (error, socket) => refuseConnection(error, socket),
  });
}
