import { ApiError } from '@headwater/protocol';
import type { FastifyRequest } from 'fastify';

const RANGES = new Set(['application/json', 'application/*', '*/*']);

/**
 * Refuses a call of the API by a client that takes no JSON (identity-sources-api 4.2 #24). Without an `Accept` header everything is
 * taken; parameters of the ranges do not matter. Other paths answer as they can. Throws `notAcceptable`.
 */
export function requireAcceptable({ headers, is404, routeOptions }: FastifyRequest): void {
  const { accept } = headers;
  if (accept === undefined || accept === '' || is404 || routeOptions.url?.startsWith('/api/v1/') !== true) return;
  const ranges = accept.split(',').map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  if (!ranges.some((range) => RANGES.has(range))) throw new ApiError('notAcceptable');
}
