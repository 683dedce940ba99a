import type { IncomingMessage } from 'node:http';
import { ApiError } from '@headwater/protocol';

/** Collapses repeated slashes of the path: `//api/v1` is served as `/api/v1` (identity-sources-api 7). The query stays as it is. */
export function collapseSlashes(url: string): string {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  if (!path.includes('//')) return url;
  return path.replace(/\/{2,}/g, '/') + (query === -1 ? '' : url.slice(query));
}

/** The path of a request target, without its query. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** The Host header as it may be repeated in links, lower case; undefined when there is none or it is no host. */
export function hostOf(header: string | undefined): string | undefined {
  if (header === undefined || !HOST.test(header)) return undefined;
  // What looks like a host may still have a port or numbers that no address has.
  return URL.canParse(`http://${header}`) ? header.toLowerCase() : undefined;
}

/** Refuses a request with several Host headers (RFC 9112 3.2): a proxy may have looked at another one than we would. Throws `badRequest`. */
export function requireOneHost({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): void {
  const hosts = rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host',
  );
  if (hosts.length > 1) throw new ApiError('badRequest', { causes: ['There is more than one Host header.'] });
}
