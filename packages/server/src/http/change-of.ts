import type { FastifyRequest } from 'fastify';
import type { ChangeContext } from '../directory/change-context.ts';

/** The context of a change that a request makes. */
export function changeOf({ org, caller, client }: FastifyRequest): ChangeContext {
  return { at: org.clock.now(), actor: caller.actor, client };
}
