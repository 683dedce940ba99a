import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers the deletion of a single user or group, as the org's switch `deleteStatus` says (identity-sources-api D16). */
export function sendDeleted(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(Number(request.org.choices.deleteStatus)).send();
}
