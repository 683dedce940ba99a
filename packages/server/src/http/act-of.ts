import type { FastifyRequest } from 'fastify';
import type { Act } from '../system-log/act.ts';

/** Who acts through this request, for events. */
export function actOf(request: Pick<FastifyRequest, 'caller' | 'client'>): Act {
  return { actor: request.caller.actor, client: request.client };
}
