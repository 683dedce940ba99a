import type { FastifyReply, FastifyRequest } from 'fastify';

/** The parameters of the next page, set in the query of the present request; null on the last page. */
export type NextPage = Readonly<Record<string, string | number>> | null;

/**
 * Answers one page of a list with two separate `Link` header lines, `self` and `next` (identity-sources-api 7). Links are absolute and
 * keep the other query parameters of the request.
 */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  items: readonly unknown[],
  next: NextPage,
): FastifyReply {
  const self = new URL(request.url, request.origin);
  const links = [linkTo(self, 'self')];
  if (next !== null) {
    const target = new URL(self);
    for (const [name, value] of Object.entries(next)) target.searchParams.set(name, String(value));
    links.push(linkTo(target, 'next'));
  }
  return reply.header('link', links).send(items);
}

function linkTo(url: URL, relation: string): string {
  return `<${url.href}>; rel="${relation}"`;
}
