import { ApiError } from '@headwater/protocol';

/** The ETag of a version of an object: weak, because names of other things are in the answer, too. */
export function entityTag({ version }: { readonly version: number }): string {
  return `W/"${version}"`;
}

/**
 * Holds a change to the version that the `If-Match` header names: an ETag, several, or `*`; without a header every version will do.
 * Throws `preconditionFailed` (412).
 */
export function requireMatch(ifMatch: string | undefined, object: { readonly version: number }): void {
  if (ifMatch === undefined) return;
  const current = entityTag(object);
  const named = ifMatch.split(',').map((tag) => tag.trim());
  if (named.some((tag) => tag === '*' || tag === current || `W/${tag}` === current)) return;
  throw new ApiError('preconditionFailed', { data: { given: ifMatch, current } });
}
