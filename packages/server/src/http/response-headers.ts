import type { FastifyReply, FastifyRequest } from 'fastify';

/** The same on every answer (identity-sources-api 1.1). */
const COMMON = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'x-xss-protection': '0',
  p3p: 'CP="HONK"',
  'accept-ch': 'Sec-CH-UA-Platform-Version',
  'referrer-policy': 'strict-origin-when-cross-origin',
} as const;

const NOT_CACHED = { 'cache-control': 'no-cache, no-store', pragma: 'no-cache', expires: '0' } as const;

/** Only a promise that is made over TLS counts. */
const OVER_TLS = { 'strict-transport-security': 'max-age=315360000; includeSubDomains' } as const;

/** Headers of every answer; set before anything can fail. */
export function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({ 'x-okta-request-id': request.id, ...COMMON, ...NOT_CACHED });
  if (request.protocol === 'https') reply.headers(OVER_TLS);
}

/** Answers to rate limits come without the cache headers (identity-sources-api 1.1). */
export function removeCacheHeaders(reply: FastifyReply): void {
  for (const name of Object.keys(NOT_CACHED)) reply.removeHeader(name);
}

/** Fastify adds `charset=utf-8` to JSON; Okta answers without (identity-sources-api 1). */
export function plainJsonType(reply: FastifyReply): void {
  const type = reply.getHeader('content-type');
  if (typeof type === 'string' && type.startsWith('application/json')) reply.header('content-type', 'application/json');
}
