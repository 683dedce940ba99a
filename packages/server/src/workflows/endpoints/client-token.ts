import { createHash, timingSafeEqual } from 'node:crypto';
import { ApiError } from '@headwater/protocol';

export const TOKEN_HEADER = 'x-api-client-token';
export const TOKEN_PARAMETER = 'clientToken';

/** What is stored of a client token. */
export function clientTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * Lets a call of an endpoint in that has its client token, in the header or in the query but not in both (workflows-functions 14). Throws
 * `invalidToken`, `badRequest`.
 */
export function checkClientToken(expected: Buffer | null, header: string | undefined, parameter: string | null): void {
  if (header !== undefined && parameter !== null) {
    throw new ApiError('badRequest', {
      causes: [
        `The client token comes in the header ${TOKEN_HEADER} or in the parameter ${TOKEN_PARAMETER}, not in both.`,
      ],
    });
  }
  const given = header ?? parameter;
  if (given === null || expected === null) throw new ApiError('invalidToken');
  const hash = clientTokenHash(given);
  if (hash.length !== expected.length || !timingSafeEqual(hash, expected)) throw new ApiError('invalidToken');
}
