import { ClientError } from '../client-error.ts';

/** Joins segments, each encoded, so that an id with `/`, `@`, `+` or blanks stays one segment (identity-sources-api 2.15). */
export function requestPath(segments: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const path = segments.map(encodeSegment).join('/');
  const search = new URLSearchParams(query).toString();
  return `/${path}${search === '' ? '' : `?${search}`}`;
}

function encodeSegment(segment: string): string {
  // No encoding protects a dot segment: proxies resolve `%2E%2E` as well.
  if (segment === '' || segment === '.' || segment === '..') {
    throw new ClientError('orgAddressInvalid', `"${segment}" cannot be an id in the address of a resource.`);
  }
  return encodeURIComponent(segment);
}
