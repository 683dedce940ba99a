import type { FastifyContextConfig, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, callerId } from '../access/caller.ts';
import type { LimitedCaller, RateLimit } from '../rate-limits/rate-limits.ts';

/** The bucket of requests that reach no route: unknown paths, wrong methods, `OPTIONS`. */
export const NO_ROUTE = 'none';

/** Where the routes lie that the other service does not have. */
const OWN_ROUTES = '/api/v1/headwater/';

/**
 * The bucket of a route: what its `config` says, or `/api/v1` and the first segment after it, the first two of our own routes. Parameters
 * are written as in the OpenAPI document: `/api/v1/identity-sources/{identitySourceId}/sessions`.
 */
export function bucketOfRoute(config: Pick<FastifyContextConfig, 'bucket'> | undefined, url: string): string {
  const segments = url.startsWith(OWN_ROUTES) ? 5 : 4;
  return (config?.bucket ?? url.split('/').slice(0, segments).join('/')).replace(/:(\w+)/g, '{$1}');
}

/** The bucket of a request that reached a route. */
export function bucketOf(request: FastifyRequest): string {
  const { config, url = '' } = request.routeOptions;
  let bucket = buckets.get(config);
  if (bucket === undefined) {
    bucket = bucketOfRoute(config, url);
    buckets.set(config, bucket);
  }
  return bucket;
}

/** By the configuration of the route, which is one object for all its requests. */
const buckets = new WeakMap<object, string>();

/** Whose share of a bucket a caller uses. */
export function limitedCaller(caller: Caller): LimitedCaller {
  return { id: callerId(caller), sharePercent: caller.kind === 'token' ? caller.sharePercent : undefined };
}

/** Shows a rate limit; a later one takes its place. */
export function setRateHeaders(reply: FastifyReply, limit: RateLimit): void {
  reply.headers({
    'x-rate-limit-limit': limit.limit,
    'x-rate-limit-remaining': limit.remaining,
    'x-rate-limit-reset': limit.reset,
  });
}
