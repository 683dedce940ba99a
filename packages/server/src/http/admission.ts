import { ApiError, notFound } from '@headwater/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator, Call } from '../access/authenticator.ts';
import type { Caller } from '../access/caller.ts';
import type { Org } from '../orgs/org.ts';
import type { OrgResolver } from '../orgs/org-registry.ts';
import type { RateLimit, RateLimits } from '../rate-limits/rate-limits.ts';
import { createRefusedCalls } from '../rate-limits/refused-calls.ts';
import type { OrgAddresses } from '../test-mode/org-address.ts';
import { accessOf } from './access-of.ts';
import { bucketOf, limitedCaller, NO_ROUTE, setRateHeaders } from './rate-limits.ts';
import type { RequestContext } from './request-context.ts';
import { hostOf, requireOneHost } from './request-url.ts';
import { scopeRefusal } from './required-scope.ts';
import type { App } from './room.ts';

/** What decides whether a request is let in. */
export interface AdmissionOptions {
  readonly orgs: OrgResolver;
  /** Ways to an org besides its host name. */
  readonly addresses?: OrgAddresses;
  readonly authenticate: Authenticator;
  readonly rateLimits: RateLimits;
}

/** Before any body is read: which org, who calls, may they, and is there room in the bucket. */
export function addAdmission(app: App, context: RequestContext, options: AdmissionOptions): void {
  const refusedCalls = createRefusedCalls();

  /** Who calls. An address that is refused too often is not asked any more. */
  async function findCaller(org: Org, request: FastifyRequest, reply: FastifyReply): Promise<Caller> {
    const { authorization } = request.headers;
    const before = refusedCalls.look(org, request.ip, authorization);
    setRateHeaders(reply, before);
    if (before.exceeded) throw new ApiError('rateLimited');
    try {
      const caller = await options.authenticate(org, toCall(request));
      if (authorization !== undefined) refusedCalls.accepted(org, authorization);
      return caller;
    } catch (error) {
      if (error instanceof ApiError) {
        setRateHeaders(reply, refusedCalls.refused(org, request.ip));
        if (error.code === 'invalidToken' && authorization !== undefined) refusedCalls.rejected(org, authorization);
      }
      throw error;
    }
  }

  app.addHook('onRequest', async (request, reply) => {
    requireOneHost(request.raw);
    const host = hostOf(request.host);
    const org = options.addresses?.orgOf(request.raw) ?? options.orgs.resolve(host);
    // The router takes a trailing slash for an empty parameter.
    const slash = !request.is404 && Object.values(request.params as object).includes('');
    const nowhere = slash || request.is404 || request.method === 'OPTIONS';
    const open = nowhere || accessOf(request) === 'public';
    if (org !== undefined) {
      context.org(request, org);
      reply.header('date', org.clock.now().toUTCString());
      const caller = open ? undefined : await findCaller(org, request, reply);
      if (caller !== undefined) context.caller(request, caller);
      const bucket = nowhere ? NO_ROUTE : bucketOf(request);
      await count(reply, options.rateLimits.take(org, bucket, caller && limitedCaller(caller)));
      const refusal = caller && scopeRefusal(request, caller);
      if (refusal !== undefined) return refuseScope(refusal, request, reply);
    }
    if (slash) throw new ApiError('methodNotAllowed');
    if (org === undefined && !open) throw notFound(host ?? '', 'Organization');
  });
}

/** Counts a request whose target the router cannot read. Throws `rateLimited`. */
export async function admitUnreadable(
  request: FastifyRequest,
  reply: FastifyReply,
  { orgs, rateLimits }: AdmissionOptions,
): Promise<void> {
  const org = orgs.resolve(hostOf(request.host));
  if (org !== undefined) await count(reply, rateLimits.take(org, NO_ROUTE));
}

async function count(reply: FastifyReply, taken: Promise<RateLimit>): Promise<void> {
  const limit = await taken;
  setRateHeaders(reply, limit);
  if (limit.exceeded) throw new ApiError('rateLimited');
}

/** Whether the refusal has a body is the org's switch `insufficientScopeBody` (identity-sources-api 4.2 #20). */
function refuseScope(refusal: ApiError, { org }: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (refusal.code !== 'insufficientScope' || org.choices.insufficientScopeBody === 'error') throw refusal;
  return reply.code(refusal.status).headers(refusal.headers).send();
}

function toCall(request: FastifyRequest): Call {
  const { identitySourceId } = request.params as Readonly<Record<string, string | undefined>>;
  return {
    authorization: request.headers.authorization,
    proof: [request.headers.dpop ?? []].flat()[0],
    method: request.method,
    origin: request.origin,
    path: request.url,
    client: request.client,
    sourceId: identitySourceId,
    unboundOnly: accessOf(request) === 'administer',
  };
}
