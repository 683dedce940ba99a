import { ApiError } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';
import { isStorable } from '../json/storable-text.ts';

/**
 * Hook for rooms that write, or look up, what they are sent: throws `badRequest` when a text in path, query or body has a character that
 * the database cannot hold, which is NUL or half of a surrogate pair.
 */
export async function refuseUnstorable({ params, query, body }: FastifyRequest): Promise<void> {
  for (const [part, value] of Object.entries({ path: params, query, body })) {
    if (!holdsStorable(value)) {
      throw new ApiError('badRequest', {
        causes: [`The ${part} has a character that cannot be stored: NUL, or half of a pair.`],
      });
    }
  }
}

/** With a list of what is still to be looked at: a body may be nested as deep as it is long. */
function holdsStorable(value: unknown): boolean {
  const rest: unknown[] = [value];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next === 'string' && !isStorable(next)) return false;
    if (typeof next !== 'object' || next === null) continue;
    for (const [name, inner] of Object.entries(next)) rest.push(name, inner);
  }
  return true;
}
