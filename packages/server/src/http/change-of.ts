import type { FastifyRequest } from 'fastify';
import type { ChangeContext } from '../directory/change-context.ts';
import { actOf } from './act-of.ts';

/** The context of a change that a request makes. */
export function changeOf(request: Pick<FastifyRequest, 'org' | 'caller' | 'client'>): ChangeContext {
  return { at: request.org.clock.now(), ...actOf(request) };
}
