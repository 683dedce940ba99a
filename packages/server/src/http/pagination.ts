import { type Choices, validationFailed } from '@headwater/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type, { type TInteger, type TOptional } from 'typebox';

/** How many items a page of a list has. */
export interface PageSizes {
  /** When the request does not say. */
  readonly usual: number;
  readonly largest: number;
}

/** The query parameter `after` of a list, for its schema. */
export const afterParameter = Type.Optional(
  Type.String({ description: 'Opaque position from the link to the next page.' }),
);

/**
 * The query parameter `limit` of a list, for its schema: a whole number from 1. What is above the largest is not refused here, because
 * the org decides about it: read the value with {@link pageSize}.
 */
export function limitParameter({ usual, largest }: PageSizes): TOptional<TInteger> {
  return Type.Optional(
    Type.Integer({ minimum: 1, default: usual, description: `Items of a page; at most ${largest}` }),
  );
}

/**
 * The number of items of the page that is asked for. Above the largest it is the largest, or throws `validationFailed`, as the
 * org's switch `excessiveLimit` says.
 */
export function pageSize(
  { choices }: { readonly choices: Choices },
  limit: number | undefined,
  { usual, largest }: PageSizes,
): number {
  if (limit === undefined) return usual;
  if (limit <= largest) return limit;
  switch (choices.excessiveLimit) {
    case 'clamp':
      return largest;
    case 'reject':
      throw validationFailed('limit', [`limit: The value ${limit} is too large: at most ${largest}`]);
  }
}

/** The parameters of the next page, set in the query of the present request; null on the last page. */
export type NextPage = Readonly<Record<string, string | number>> | null;

/**
 * Answers one page of a list, or an object that holds it, with two separate `Link` header lines, `self` and `next`
 * (identity-sources-api 7). Links are absolute and keep the other query parameters of the request.
 */
export function sendPage(request: FastifyRequest, reply: FastifyReply, items: object, next: NextPage): FastifyReply {
  const self = new URL(`${request.origin}${request.url}`);
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
