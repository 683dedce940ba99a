import { ApiError } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.ts';
import { challenge } from '../access/challenge.ts';
import { holdsScope, scopeOf } from '../access/scopes.ts';
import { accessOf } from './access-of.ts';

/**
 * Why the scopes of a caller do not open a route, or undefined: an API token needs none, an app the one of the route. `insufficientScope`
 * names it in its header (identity-sources-api 4.2 #20); a route without a scope is for API tokens only, `forbidden`.
 */
export function scopeRefusal(request: FastifyRequest, caller: Caller): ApiError | undefined {
  if (caller.kind === 'token') return undefined;
  const family = request.routeOptions.config.scope;
  if (family === undefined) return new ApiError('forbidden');
  const reads = accessOf(request) === 'read' || request.method === 'GET' || request.method === 'HEAD';
  const scope = scopeOf(family, reads ? 'read' : 'manage');
  if (holdsScope(caller.scopes, scope)) return undefined;
  const scheme = /^DPoP /i.test(request.headers.authorization ?? '') ? 'DPoP' : 'Bearer';
  const call = { origin: request.origin, path: request.url };
  const description = 'The access token provided does not contain the required scopes.';
  return new ApiError('insufficientScope', {
    headers: challenge(scheme, call, { error: 'insufficient_scope', description, scope }),
  });
}
