import { notFound, type ProfileSchema } from '@headwater/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Transaction } from '../../database/transaction.ts';
import { entityTag } from '../entity-tag.ts';
import { loadProfileSchema } from '../profile-schemas/load-profile-schema.ts';
import { findUser, lockUser } from './find-user.ts';
import { presentUser, type UserPresentation, type UserRow } from './user.ts';

/** The path of routes about one user. */
export const UserPath = Type.Object({
  id: Type.String({ description: 'Id, login, or the part of a login before the @ where it means one user' }),
});

/** What users of this answer are shown with. */
export function presentationOf({ org, origin }: FastifyRequest, schema: ProfileSchema): UserPresentation {
  return { orgId: org.id, origin, schema };
}

/** The user of the path; `me` is the owner of the token. Throws `notFound`. */
export async function userOf(tx: Transaction, request: FastifyRequest, id: string): Promise<UserRow> {
  const user = await findUser(tx, referenceOf(request, id));
  if (user === undefined) throw notFound(id, 'User');
  return user;
}

/** The user of the path, locked for a change. Throws `notFound`. */
export function lockUserOf(tx: Transaction, request: FastifyRequest, id: string): Promise<UserRow> {
  return lockUser(tx, referenceOf(request, id), id);
}

function referenceOf({ caller }: FastifyRequest, id: string): string {
  return id === 'me' ? caller.actor.id : id;
}

/** Answers one user, with the ETag of its version. */
export async function sendUser(
  tx: Transaction,
  request: FastifyRequest,
  reply: FastifyReply,
  user: UserRow,
): Promise<ReturnType<typeof presentUser>> {
  reply.header('etag', entityTag(user));
  return presentUser(presentationOf(request, await loadProfileSchema(tx, 'user')), user);
}
