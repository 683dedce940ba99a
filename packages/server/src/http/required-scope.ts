import { ApiError } from '@headwater/protocol';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import { challenge } from '../access/challenge.ts';
import { holdsScope, scopeOf } from '../access/scopes.ts';

/** The scope that opens a route; undefined: only an API token does. A route that reads, by its method or its access, asks for `read`. */
export function scopeOfRoute(config: FastifyContextConfig, method: string): string | undefined {
  const reads = config.access === 'read' || method === 'GET' || method === 'HEAD';
  return config.scope === undefined ? undefined : scopeOf(config.scope, reads ? 'read' : 'manage');
}

/**
 * Why the scopes of a caller do not open a route, or undefined: an API token needs none, an app the one of the route. `insufficientScope`
 * names it in its header (identity-sources-api 4.2 #20); a route without a scope is for API tokens only, `forbidden`.
 */
export function scopeRefusal(request: FastifyRequest, caller: Caller): ApiError | undefined {
  if (caller.kind === 'token') return undefined;
  const scope = scopeOfRoute(request.routeOptions.config, request.method);
  if (scope === undefined) return new ApiError('forbidden');
  if (holdsScope(caller.scopes, scope)) return undefined;
  const scheme = /^DPoP /i.test(request.headers.authorization ?? '') ? 'DPoP' : 'Bearer';
  const call = { origin: request.origin, path: request.url };
  const description = 'The access token provided does not contain the required scopes.';
  return new ApiError('insufficientScope', {
    headers: challenge(scheme, call, { error: 'insufficient_scope', description, scope }),
  });
}
