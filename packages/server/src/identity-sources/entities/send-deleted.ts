import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { NoContent } from '../../http/no-content.ts';

/** What a deletion answers, for the schema of the response: 200 only where the org's switch `deleteStatus` says so. */
export const DELETED = { 204: NoContent, 200: Type.Null({ description: 'OK, without a body' }) } as const;

/** Answers the deletion of a single user or group, as the org's switch `deleteStatus` says (identity-sources-api D16). */
export function sendDeleted(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(Number(request.org.choices.deleteStatus)).send();
}
