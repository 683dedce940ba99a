import { ApiError, type Clock, notFound } from '@headwater/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator, Call } from '../access/authenticator.ts';
import type { OrgResolver } from '../orgs/org-registry.ts';
import { accessOf } from './access-of.ts';
import { createRateLimits, type RateLimit } from './rate-limits.ts';
import type { RequestContext } from './request-context.ts';
import { hostOf } from './request-url.ts';
import type { App } from './room.ts';

/** What decides whether a request is let in. */
export interface AdmissionOptions {
  readonly orgs: OrgResolver;
  readonly authenticate: Authenticator;
  /** The process's time, for rate limits. */
  readonly clock: Clock;
}

/** Before any body is read: which org, who calls, may they, and is there room in the bucket. */
export function addAdmission(app: App, context: RequestContext, options: AdmissionOptions): void {
  const limits = createRateLimits(options.clock);
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'OPTIONS') return;
    // The router takes a trailing slash for an empty parameter.
    if (!request.is404 && Object.values(request.params as object).includes('')) throw new ApiError('methodNotAllowed');
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
